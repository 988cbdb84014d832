"""Reads the environment, once; what is wrong there stops the process with a plain sentence.

Every variable the product knows is read in this module and listed in docs/operations.md.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def read_flag(name: str) -> bool:
    """Return the truth of variable `name`; unset means no. Anything but 0 or 1 is refused."""
    value: str = env.str(name, default="0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def read_url(name: str, *, default: str, schemes: set[str]) -> str:
    """Return URL variable `name`, whose scheme must be one of `schemes`."""
    value: str = env.str(name, default=default)
    if value and urlsplit(value).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with one of {sorted(schemes)}.")
    return value


def read_count(name: str, *, default: int) -> int:
    """Return whole number variable `name`, not negative."""
    value: str = env.str(name, default=str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("BIDELAGUN_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DATABASE_URL = read_url("DATABASE_URL", default="", schemes={"postgres", "postgresql"})
KEYS_DATABASE_URL = read_url("KEYS_DATABASE_URL", default="", schemes={"postgres", "postgresql"})
BROKER_URL = read_url("BROKER_URL", default="", schemes={"redis", "rediss"})
PUBLIC_URL = read_url(
    "PUBLIC_URL", default="" if DATABASE_URL else "http://localhost:8000", schemes={"http", "https"}
)
# Where the quick exit leads in the end: our own quiet page, or a harmless site elsewhere.
QUICK_EXIT_URL = read_url("QUICK_EXIT_URL", default="", schemes={"http", "https"})
EMAIL_URL = read_url("EMAIL_URL", default="", schemes={"smtp", "smtp+tls", "smtp+ssl"})
SENDER_ADDRESS = env.str("SENDER_ADDRESS", default="bidelagun@localhost")

# Single sign-on by OpenID Connect; off while there is no issuer.
OIDC_ISSUER = read_url("OIDC_ISSUER", default="", schemes={"http", "https"})
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default=urlsplit(OIDC_ISSUER).hostname or "")

KEK = env.str("KEK", default="")
KEK_TRANSIT_URL = read_url("KEK_TRANSIT_URL", default="", schemes={"http", "https"})
KEK_TRANSIT_TOKEN = env.str("KEK_TRANSIT_TOKEN", default="")
KEK_TRANSIT_TOKEN_FILE = env.str("KEK_TRANSIT_TOKEN_FILE", default="")
KEK_TRANSIT_SECONDS = read_count("KEK_TRANSIT_SECONDS", default=5)

EMBEDDED = not DATABASE_URL
# A referral outside any agreement between the two entities is warned about, or refused.
AGREEMENTS_REQUIRED = read_flag("AGREEMENTS_REQUIRED")
DEMO = read_flag("DEMO")
DEBUG = read_flag("DEBUG")
PROXIES = read_count("PROXIES", default=0 if EMBEDDED else 1)
SECURE = PUBLIC_URL.startswith("https://")

if bool(DATABASE_URL) != bool(KEYS_DATABASE_URL):
    raise ImproperlyConfigured(
        "DATABASE_URL and KEYS_DATABASE_URL go together: the keys need a database of their own."
    )
if DATABASE_URL and DATABASE_URL == KEYS_DATABASE_URL:
    raise ImproperlyConfigured(
        "KEYS_DATABASE_URL must not be DATABASE_URL: keys beside the data make erasure untrue."
    )
if not EMBEDDED and not PUBLIC_URL:
    raise ImproperlyConfigured("PUBLIC_URL must name the address people use, https://…")
if not EMBEDDED and not BROKER_URL:
    raise ImproperlyConfigured("BROKER_URL must name a Redis server when DATABASE_URL is set.")
if (DEMO or DEBUG) and not EMBEDDED:
    raise ImproperlyConfigured("DEMO and DEBUG are for an embedded installation only.")
if KEK_TRANSIT_URL and (KEK or env.str("KEK_FILE", default="")):
    raise ImproperlyConfigured("KEK_TRANSIT_URL goes with neither KEK nor KEK_FILE: one KEK only.")
if KEK_TRANSIT_URL and bool(KEK_TRANSIT_TOKEN) == bool(KEK_TRANSIT_TOKEN_FILE):
    raise ImproperlyConfigured(
        "KEK_TRANSIT_URL needs either KEK_TRANSIT_TOKEN or KEK_TRANSIT_TOKEN_FILE."
    )
if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
if OIDC_ISSUER.startswith("http://") and urlsplit(OIDC_ISSUER).hostname not in {
    "localhost",
    "127.0.0.1",
    "::1",
}:
    raise ImproperlyConfigured("OIDC_ISSUER must be https:// unless it is this machine.")
if KEK_TRANSIT_URL.startswith("http://") and urlsplit(KEK_TRANSIT_URL).hostname not in {
    "localhost",
    "127.0.0.1",
    "::1",
}:
    raise ImproperlyConfigured("KEK_TRANSIT_URL must be https:// unless it is this machine.")
if not KEK_TRANSIT_SECONDS:
    raise ImproperlyConfigured("KEK_TRANSIT_SECONDS must be at least 1.")
