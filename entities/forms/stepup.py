"""A form that asks for the second factor beside its own questions, so that one sending does all."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities import services, stepup
from entities.demo_accounts import demo_code
from entities.forms.factors import CodeForm, PasskeyForm, word_code
from entities.http import AuthenticatedRequest
from entities.selectors import factors_of


class FactorForm(forms.Form):
    """Asks for a code or a passkey below its own fields; `components/form.html` shows the button.

    The factor is looked at only once every other answer is right, so that no code is used up for
    nothing; a wrong one stands beside its field and everything else is kept. A factor that was
    shown for the same purpose less than `FACTOR_MINUTES` ago need not be shown again.
    Reading `errors` of a form that was sent therefore writes: ask it once a request.
    """

    code = forms.CharField(required=False, max_length=20)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: AuthenticatedRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        stepup.refuse_without_factor(request.user)
        if self.is_factor_spared():
            del self.fields["code"], self.fields["credential"]
            return
        self.fields["code"] = self.fields.pop("code")
        word_code(self)
        self._offer_code()

    def purpose_of_factor(self) -> str:
        """Return for what the factor is shown: what it is, then `:` and which record of it.

        Asked once the other answers are right; `cleaned_data` holds them.
        """
        raise NotImplementedError

    def is_factor_spared(self) -> bool:
        """Say whether no factor need be asked for, whatever will be answered."""
        return False

    def clean(self) -> dict[str, Any]:
        """Take the factor, when all else is right and it was not shown lately."""
        data = super().clean() or self.cleaned_data
        if self.errors or "code" not in self.fields:
            return data
        purpose = self.purpose_of_factor()
        lately = settings.FACTOR_MINUTES
        if not stepup.confirmed_recently(self.request, purpose=purpose, minutes=lately):
            factor = self._shown()
            if factor is not None:
                _accept(self.request, factor, purpose)
        return data

    @cached_property
    def passkey_options(self) -> dict[str, Any] | None:
        """Return what the browser is asked, or None where she has no passkey or none is due."""
        asks = "credential" in self.fields and any(
            factor.type == Authenticator.Type.WEBAUTHN for factor in factors_of(self.request.user)
        )
        return webauthn.begin_authentication(self.request.user) if asks else None

    def _offer_code(self) -> None:
        help_text: Any = gettext_lazy("Of your authenticator app, or a recovery code.")
        if code := demo_code(self.request.user):
            told = _("Her authenticator app shows now:")
            help_text = format_html('{} <kbd class="demo-code">{}</kbd>', told, code)
            self.initial["code"] = code
        self.fields["code"].help_text = help_text

    def _shown(self) -> Authenticator | None:
        by_passkey = bool(self.cleaned_data.get("credential"))
        name = "credential" if by_passkey else "code"
        form = (PasskeyForm if by_passkey else CodeForm)(self.data, user=self.request.user)
        if form.is_valid():
            return form.cleaned_data["credential"] if by_passkey else form.authenticator
        if not by_passkey and not self.cleaned_data.get("code"):
            self.add_error("code", _("Show your second factor: type a code, or use your passkey."))
        else:
            # Beside the field that can be seen: the passkey's is hidden.
            self.add_error("code", form.errors[name])
        return None


def _accept(request: AuthenticatedRequest, factor: Authenticator, purpose: str) -> None:
    factor.record_usage()
    services.record_confirmed_factor(user=request.user, kind=factor.type, purpose=purpose)
    stepup.confirm(request, purpose=purpose)
