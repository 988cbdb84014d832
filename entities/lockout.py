"""By which name axes counts failed sign-ins: the e-mail address, however it is written."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def username_of(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the address tried, in lower case: allauth calls it `email`, the form `login`."""
    given = credentials or {}
    tried = given.get("email") or given.get("login") or request.POST.get("login") or ""
    return str(tried).strip().lower()[:254]
