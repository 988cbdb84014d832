"""From where something is done: the session, device and network of the request being served.

Held in a context variable, so that services need not pass a request down. Outside a request
(worker, beat, commands) the device is `worker` and the rest is empty.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

BROWSERS = (
    ("firefox", ("firefox/", "fxios/")),
    ("edge", ("edg/", "edga/", "edgios/")),
    ("chrome", ("chrome/", "chromium/", "crios/")),
    ("safari", ("safari/",)),
)
SYSTEMS = (
    ("android", ("android",)),
    ("ios", ("iphone", "ipad")),
    ("windows", ("windows",)),
    ("macos", ("macintosh",)),
    ("linux", ("linux", "x11")),
)


@dataclass(frozen=True)
class Origin:
    """Coarse on purpose: enough to recognise a session, too little to follow a person's day."""

    session: str = ""
    device: str = "worker"
    address: str = ""


_request: ContextVar[HttpRequest | None] = ContextVar("audit_request", default=None)


def _family(agent: str, families: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    return next(
        (family for family, marks in families if any(mark in agent for mark in marks)), "other"
    )


def device_of(agent: str) -> str:
    """Return browser and system of a user agent as two words: `firefox/windows`."""
    lower = agent.lower()
    return f"{_family(lower, BROWSERS)}/{_family(lower, SYSTEMS)}"


def network_of(address: str) -> str:
    """Return the /24 (IPv4) or /48 (IPv6) network of an address; empty when it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped:
        parsed = mapped
    return str(ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))  # noqa: PLR2004 -- IPv4


def session_mark(session_key: str | None) -> str:
    """Return a keyed hash of a session key: the same session is recognised, not taken over."""
    if not session_key:
        return ""
    return salted_hmac("audit.session", session_key, algorithm="sha256").hexdigest()[:32]


@contextmanager
def serving(request: HttpRequest) -> Iterator[None]:
    """Let events inside the block come from this request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def current_origin() -> Origin:
    """Return where the present work comes from.

    Read at the moment of the event: signing in gives the session a new key halfway.
    """
    request = _request.get()
    if request is None:
        return Origin()
    return Origin(
        session=session_mark(getattr(getattr(request, "session", None), "session_key", None)),
        device=device_of(request.headers.get("User-Agent", "")),
        address=network_of(request.META.get("REMOTE_ADDR", "")),
    )
