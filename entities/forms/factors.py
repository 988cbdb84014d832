"""Forms of second factors: allauth's, in our words, each code for one use."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities import services
from entities.codes import use_code
from entities.factor_adapter import is_hers
from vault.exceptions import Unreadable

LONGEST_CREDENTIAL = 20_000
NAME_LENGTH = 60


def word_code(form: forms.Form) -> None:
    field = form.fields["code"]
    field.label = gettext_lazy("Code")
    field.max_length = 20  # type: ignore[attr-defined]
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "maxlength": 20,
    }


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code(self)

    def clean_code(self) -> str:
        """Return the code; it is used by that. allauth alone forgets it after one period."""
        try:
            code: str = super().clean_code()
            if not is_hers(self.authenticator, self.user):
                raise Unreadable("Sealed for somebody else.")  # noqa: TRY301 -- one answer
        except Unreadable as error:
            raise ValidationError(
                _("Your second factor cannot be read. Tell your administrator.")
            ) from error
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not use_code(self.user.pk, code):
            services.record_refused_factor(user=self.user, kind="totp")
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        services.record_refused_factor(user=self.user, kind=authenticator.type)


class AddAuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app. Its seed waits in the session, sealed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        waiting = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if self.is_bound and waiting:
            self.secret = get_adapter().decrypt(waiting)
        else:
            session[SECRET_SESSION_KEY] = get_adapter().encrypt(self.secret)
        word_code(self)


def _word_credential(form: forms.Form) -> None:
    field = form.fields["credential"]
    field.error_messages["required"] = _("The passkey gave no answer. Try again.")
    field.error_messages["invalid"] = _("The passkey gave no answer. Try again.")


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second factor, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_credential(self)

    def clean_credential(self) -> Authenticator:
        """Return the passkey that answered; what is no answer is refused in words."""
        try:
            return super().clean_credential()
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        except ValidationError:
            if self.user is not None:
                services.record_refused_factor(user=self.user, kind="webauthn")
            raise


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone, which is password and second factor in one."""

    def clean_credential(self) -> Authenticator:
        """Return the passkey of an account that is open."""
        try:
            found: Authenticator = super().clean_credential()
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise _refused_passkey() from error
        except ValidationError as error:
            raise _refused_passkey() from error
        if not found.user.may_sign_in:
            services.record_refused_factor(user=found.user, kind="webauthn")
            raise _refused_passkey()
        return found


def _refused_passkey() -> ValidationError:
    return ValidationError(
        _("This passkey opens no account here. Sign in with your e-mail address and password.")
    )


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and what its owner calls it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            max_length=NAME_LENGTH, label=gettext_lazy("What you call it")
        )
        _word_credential(self)

    def clean(self) -> dict[str, Any]:
        """Check the answer of the device against what it was asked."""
        try:
            data: dict[str, Any] = super().clean()
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return data
