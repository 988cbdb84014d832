"""Records requests that were refused; `config.middleware` calls it."""

from typing import cast

from django.http import HttpRequest

from audit.enums import AuditAction, Outcome
from audit.services import record_read
from core.ports import Actor

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _person(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    return cast("Actor", user) if user is not None and user.is_authenticated else None


def record_denial(request: HttpRequest, *, status: int) -> None:
    """Add and commit that this request was refused: which page, never which record.

    The page is the name of its URL: the path may hold a code. Call it after the request's
    transaction has rolled back. Raises AuditUnavailable.
    """
    match = request.resolver_match
    record_read(
        AuditAction.ACCESS_REFUSED,
        by=_person(request),
        outcome=Outcome.REFUSED,
        details={
            "page": (match.view_name if match else "") or "unknown",
            "method": request.method if request.method in METHODS else "other",
            "status": status,
        },
    )
