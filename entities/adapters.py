"""How allauth signs people in here: nobody signs up, and the answers tell nothing of accounts."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.context import current_origin
from core.ports import sends_password_links
from entities import services
from entities.models import User


def keep_language(response: HttpResponse, language: str) -> None:
    """Put the language into the cookie that LocaleMiddleware reads, as Django itself does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]  # a setting is any text
    )


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's hooks, each calling one service."""

    # allauth's own catalogues lack some of our languages.
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your present password."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "rate_limited": _("Too many attempts in a short time. Wait a minute and try again."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's
        """Nobody makes an account for herself."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 -- allauth's
        """Say no: our own step-up guards what needs it (entities/stepup.py)."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing: failed passwords are counted by axes alone."""

    def _rollback_login_failed_rl_usage(self) -> None:
        pass

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the person, or None also for an account that opens nothing: the same answer."""
        person: User | None = super().authenticate(request, **credentials)
        if person and person.may_sign_in:
            services.carry_out_due(person=person)
            person.refresh_from_db()
        if person and not person.may_sign_in:
            self.authentication_failed(request, **credentials)
            return None
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the refusal to the log; axes has counted it by now and marks a lockout."""
        services.record_refused_sign_in(
            email=credentials.get("email", ""),
            locked=bool(getattr(request, "axes_locked_out", False)),
        )

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session; without a line in the log there is none."""
        with transaction.atomic():
            before = user.last_login
            super().login(request, user)
            origin = current_origin()
            request.session.update({"device": origin.device, "network": origin.address})
            services.remember_sign_in(user=user, before=before)

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        if isinstance(request.user, User):
            services.remember_sign_out(user=request.user)
        super().logout(request)

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Go on in the person's language."""
        with translation.override(user.language):
            response: HttpResponse = super().post_login(request, user, **hooks)
        keep_language(response, user.language)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Keep the password the person has chosen; sessions elsewhere end by it."""
        services.set_own_password(user=user, password=password)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002 -- allauth's
        """Leave it to the outbox: the answer comes as fast as for an unknown address.

        Who has not accepted her invitation sets her first password by that link alone.
        """
        if user.has_usable_password():
            sends_password_links().send(user.pk)
