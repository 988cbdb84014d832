"""Second factors: given at sign-in and for step-up, set up, shown and removed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from entities import selectors, services, stepup
from entities.codes import use_code
from entities.demo_accounts import demo_code
from entities.forms import CodeForm, PasskeyForm
from entities.http import AuthenticatedRequest
from entities.roles import PASSKEY_ADVISED
from entities.views.facts import moment

PURPOSE = "factors"
View = Callable[..., HttpResponse]


def _guarded(view: View) -> View:
    """Ask for the factor there is before another is added; the first is added without."""
    confirmed = stepup.require_recent_factor(PURPOSE)(view)

    @wraps(view)
    def choose(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        guard = confirmed if selectors.has_second_factor(request.user) else view
        return guard(request, *args, **kwargs)

    return choose


class SecondFactorView(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """The second page of signing in; in a demonstration it offers the code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        person = self.stage.login.user
        code = demo_code(person)
        if code and not self.auth_form.is_bound:
            self.auth_form.initial["code"] = code
        return {
            **context,
            "demo": settings.SHOW_DEMO_ACCOUNTS,
            "demo_code": code,
            "has_passkey": _has(person, Authenticator.Type.WEBAUTHN),
            "js_data": context["js_data"]["request_options"],
        }


def _has(person: Any, kind: str) -> bool:
    return any(factor.type == kind for factor in selectors.factors_of(person))


authenticate = SecondFactorView.as_view()
sign_in_with_passkey = LoginWebAuthnView.as_view()


@login_not_required
@require_GET
def lost(request: HttpRequest) -> HttpResponse:
    """Say what to do without telephone or key; the same to everybody, of no account."""
    return render(request, "mfa/lost.html")


def show(request: AuthenticatedRequest) -> HttpResponse:
    """Show the person's second factors; who has none is led to set one up."""
    person = request.user
    factors = selectors.factors_of(person)
    context = {
        "enrolling": not factors,
        "advised": bool(PASSKEY_ADVISED & person.roles),
        "has_app": any(factor.type == Authenticator.Type.TOTP for factor in factors),
        "factors": [
            (factor.pk, _name(factor), moment(factor.created_at), moment(factor.last_used_at))
            for factor in factors
        ],
        "codes_left": selectors.recovery_codes_left(person),
    }
    return render(request, "mfa/index.html", context)


def _name(factor: Any) -> str:
    return (
        factor.wrap().name if factor.type == Authenticator.Type.WEBAUTHN else _("Authenticator app")
    )


class AddAuthenticatorView(ActivateTOTPView):  # type: ignore[misc]
    """Sets up an authenticator app, one a person."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        use_code(self.request.user.pk, form.cleaned_data["code"])
        _remember(self.request, "totp")
        return response


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey: kept by the device, opened by finger, face or PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "js_data": webauthn.begin_registration(self.request.user, True)}  # noqa: FBT003 -- allauth's

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _remember(self.request, "webauthn")
        return response


def _remember(request: AuthenticatedRequest, kind: str) -> None:
    services.remember_factor(user=request.user, kind=kind)
    stepup.confirm(request, purpose=PURPOSE)


_add_authenticator = _guarded(AddAuthenticatorView.as_view())
add_passkey = _guarded(AddPasskeyView.as_view())
show_codes = _guarded(ViewRecoveryCodesView.as_view(template_name="mfa/recovery_codes/index.html"))


def add_authenticator(request: AuthenticatedRequest) -> HttpResponse:
    """Set up an authenticator app where there is none."""
    if _has(request.user, Authenticator.Type.TOTP):
        return redirect("mfa_index")
    return _add_authenticator(request)


@stepup.require_recent_factor(PURPOSE)
def remove(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Remove one of the person's own factors, but never the last."""
    if request.method == "POST":
        services.remove_factor(user=request.user, factor_id=number)
        return redirect("mfa_index")
    factor = selectors.factor_for(request.user, number)
    return render(request, "mfa/remove.html", {"name": _name(factor)})


@stepup.require_recent_factor(PURPOSE)
def renew_codes(request: AuthenticatedRequest) -> HttpResponse:
    """Make new recovery codes in place of those of before."""
    if request.method == "POST":
        services.renew_recovery_codes(user=request.user)
        return redirect("mfa_view_recovery_codes")
    return render(request, "mfa/recovery_codes/generate.html")


def step_up(request: AuthenticatedRequest) -> HttpResponse:
    """Take the second factor again, for the purpose that waits, and go on to it."""
    waiting = stepup.pending(request)
    if waiting is None:
        return redirect(get_adapter(request).get_login_redirect_url(request))
    by_passkey = "credential" in request.POST
    posted = request.POST if request.method == "POST" else None
    code_form = CodeForm(None if by_passkey else posted, user=request.user)
    passkey_form = PasskeyForm(posted if by_passkey else None, user=request.user)
    form = passkey_form if by_passkey else code_form
    if form.is_valid():
        return _go_on(request, form.cleaned_data.get("credential") or code_form.authenticator)
    code = demo_code(request.user)
    code_form.initial["code"] = code
    context = {
        "form": code_form,
        "webauthn_form": passkey_form,
        "demo_code": code,
        "has_passkey": _has(request.user, Authenticator.Type.WEBAUTHN),
        "js_data": webauthn.begin_authentication(request.user),
        "next": waiting[1],
    }
    return render(request, "mfa/step_up.html", context)


def _go_on(request: AuthenticatedRequest, factor: Any) -> HttpResponse:
    purpose, onward = cast("tuple[str, str]", stepup.pending(request))
    factor.record_usage()
    services.record_confirmed_factor(user=request.user, kind=factor.type, purpose=purpose)
    stepup.settle(request)
    stepup.confirm(request, purpose=purpose)
    return redirect(onward)
