"""Step-up: before something grave the person shows her second factor again, for that purpose.

Nobody passes without a second factor. What was shown for one purpose opens no other.
A form that takes answers asks for the factor itself (`forms.FactorForm`), so that nothing typed is
lost; a page that only asks to go on uses the decorator below.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.exceptions import PermissionRefused
from entities.http import AuthenticatedRequest
from entities.models import User
from entities.selectors import has_second_factor

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedRequest, P], HttpResponse]

CONFIRMED = "step_up_confirmed"
PENDING = "step_up_pending"
KEPT_AT_MOST = 20


def confirmed_recently(request: HttpRequest, *, purpose: str, minutes: float) -> bool:
    """Say whether the factor was shown for this purpose in this session, minutes ago at most."""
    at = request.session.get(CONFIRMED, {}).get(purpose)
    return isinstance(at, int | float) and 0 <= time.time() - at < minutes * 60


def confirm(request: HttpRequest, *, purpose: str) -> None:
    """Keep that the factor was just shown for this purpose, under a new session key."""
    before = request.session.get(CONFIRMED, {})
    newest = sorted(before.items(), key=lambda entry: entry[1])[-KEPT_AT_MOST:]
    request.session[CONFIRMED] = {**dict(newest), purpose: time.time()}
    request.session.cycle_key()


def refuse_without_factor(user: User) -> None:
    """Raise PermissionRefused for who has no second factor: nothing grave is done without."""
    if not has_second_factor(user):
        raise PermissionRefused(
            _("This needs a second factor, and you have none."),
            _("Set one up on the page of your account."),
        )


def pending(request: HttpRequest) -> tuple[str, str] | None:
    """Return the purpose that waits for the factor and where to go on, or None."""
    waiting = request.session.get(PENDING)
    return (waiting["purpose"], waiting["next"]) if waiting else None


def settle(request: HttpRequest) -> None:
    """Forget what was waiting."""
    request.session.pop(PENDING, None)


def require_recent_factor(
    purpose: str | Callable[..., str], *, minutes: float = 5
) -> Callable[[View[P]], View[P]]:
    """Let a view run only when the factor was shown for `purpose` in the last `minutes`.

    `purpose` is a string, or a function of the request and the view's arguments that returns one
    (so that it may name the record). Otherwise the person is led to show it, and comes back to
    the address she asked for by GET: what a form had sent is not kept. Raises PermissionRefused
    for who has no second factor.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: AuthenticatedRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            refuse_without_factor(request.user)
            wanted = purpose(request, *args, **kwargs) if callable(purpose) else purpose
            if confirmed_recently(request, purpose=wanted, minutes=minutes):
                return view(request, *args, **kwargs)
            return ask_for_factor(request, purpose=wanted)

        return guarded

    return decorate


def ask_for_factor(request: Any, *, purpose: str) -> HttpResponse:
    """Lead to the page that asks for the factor, and from there back to this address."""
    request.session[PENDING] = {"purpose": purpose, "next": request.get_full_path()}
    return redirect("account_step_up")
