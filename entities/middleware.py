"""What stands before every page: the idle clock, and setting up a second factor first."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch

from entities.models import User

Handler = Callable[[HttpRequest], HttpResponse]

# What a person without a second factor may do: set one up, choose a language, leave.
OPEN_WITHOUT_FACTOR = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_login",
    "account_logout",
    "account_quick_exit",
    "quiet_page",
    "set_language",
    "health",
    "account_lost_factor",
    "account_sso",
    "account_sso_callback",
}


class NoteUse:
    """Sets the idle clock of the session back after each request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        request.session.note_use()  # type: ignore[attr-defined]  # settings.SESSION_ENGINE
        return response


class RequireSecondFactor:
    """Leads whoever has no second factor to setting one up, before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer in the page's place; the user's row is read already and costs nothing."""
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or user.second_factor_at is not None:
            return None
        return None if _is_open(match) else redirect("mfa_index")


def _is_open(match: ResolverMatch | None) -> bool:
    return match is not None and match.view_name in OPEN_WITHOUT_FACTOR
