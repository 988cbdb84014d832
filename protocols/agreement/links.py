"""The link of somebody outside: 256 random bits for her, a hash of them for us.

Her browser gives the token once and gets it as a cookie for these pages alone, so that no address
that stays in a history, a log or a Referer header opens anything.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "bidelagun_consulted"
SALT = "protocols.agreement.link"
TRIES_A_MINUTE = 60
MINUTE = 60  # seconds


def link_url(token: str) -> str:
    """Return the whole address that the manager hands over."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("protocols:consulted", args=[token])


def keep_token(response: HttpResponse, token: str) -> None:
    """Let her browser remember the token until it is closed."""
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=SALT,
        path=reverse("protocols:consulted_page"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def token_of(request: HttpRequest) -> str:
    """Return the token that her browser remembers; "" without one of ours."""
    told: Any = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return str(told)


def is_too_often(request: HttpRequest) -> bool:
    """Count a try, and say whether this address tried too often within a minute."""
    name = f"consulted:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(name, 0, MINUTE)
    try:
        return int(cache.incr(name)) > TRIES_A_MINUTE
    except ValueError:  # it ran out between the two lines
        return False
