"""Secrets, cookies, headers and the content security policy."""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from config.settings.environment import (
    DATA_DIR,
    EMBEDDED,
    KEK_TRANSIT_SECONDS,
    KEK_TRANSIT_TOKEN,
    KEK_TRANSIT_TOKEN_FILE,
    KEK_TRANSIT_URL,
    PUBLIC_URL,
    SECURE,
    env,
)

SECRET_KEY_FILE = DATA_DIR / "secret_key"
# Left empty when neither is there: Django then refuses whatever needs it, while commands that
# need no secret (init_keys, check_protocol, help) still run.
SECRET_KEY = env.str(
    "SECRET_KEY",
    default=SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.is_file() else "",
)

# One of three: a file, the environment (`KEK`, read there), or a key server.
KEK_FILE = DATA_DIR / "kek" if EMBEDDED else env.str("KEK_FILE", default="")
KEK_TRANSIT = None
if KEK_TRANSIT_URL:
    KEK_FILE = ""
    KEK_TRANSIT = {
        "url": KEK_TRANSIT_URL,
        "mount": env.str("KEK_TRANSIT_MOUNT", default="transit"),
        "key": env.str("KEK_TRANSIT_KEY", default="bidelagun"),
        "token": KEK_TRANSIT_TOKEN,
        "token_file": KEK_TRANSIT_TOKEN_FILE,
        "ca_file": env.str("KEK_TRANSIT_CA_FILE", default=""),
        "seconds": KEK_TRANSIT_SECONDS,
    }
BLIND_INDEX_BITS = 10  # at most; `manage.py rebuild_blind_index` takes fewer while persons are few

PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
ALLOWED_HOSTS = [PUBLIC_HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")] if PUBLIC_URL else []

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "entities.sessions"
SESSION_IDLE_SECONDS = 15 * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS = 8 * 3600

SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer autoplay bluetooth camera display-capture encrypted-media fullscreen "
                "geolocation gyroscope hid magnetometer microphone midi payment "
                "screen-wake-lock serial usb xr-spatial-tracking"
            ).split()
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
