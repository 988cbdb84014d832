"""Records requests that were refused; `config.middleware` calls it."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest

from audit.enums import AuditAction, Outcome
from audit.services import record_read
from core.ports import Actor, cases_behind_codes

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _person(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None)
    return cast("Actor", user) if user is not None and user.is_authenticated else None


def _case_of(code: object) -> UUID | None:
    """Ask every room, also when one has answered: a hit must take no less time than a miss."""
    found = [ask(code) for ask in cases_behind_codes] if isinstance(code, str) else []
    return next((case for case in found if case), None)


def record_denial(request: HttpRequest, *, status: int) -> None:
    """Add and commit that this request was refused: which page, and the case whose code it named.

    The page is the name of its URL: the path may hold a code. Auditors see the case by their own
    reference; so they know of tries at a case that the person does not see. Call it after the request's
    transaction has rolled back. Raises AuditUnavailable.
    """
    match = request.resolver_match
    record_read(
        AuditAction.ACCESS_REFUSED,
        by=_person(request),
        case=_case_of(match.kwargs.get("code")) if match else None,
        outcome=Outcome.REFUSED,
        details={
            "page": (match.view_name if match else "") or "unknown",
            "method": request.method if request.method in METHODS else "other",
            "status": status,
        },
    )
