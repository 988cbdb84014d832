"""allauth's forms in our words: its own catalogues lack some of our languages."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities import services


def _word(form: forms.Form, labels: dict[str, Any]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class _TwicePassword:
    """Says in our words that the two do not match."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = forms.Form.clean(self)  # type: ignore[arg-type, assignment]
        first, again = data.get("password1"), data.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("Type the same password both times."))  # type: ignore[attr-defined]
        return data


class SignInForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"login": gettext_lazy("E-mail"), "password": gettext_lazy("Password")})


class ResetLinkForm(allauth.ResetPasswordForm):  # type: ignore[misc]
    """Asks for a link to set the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"email": gettext_lazy("E-mail")})


class NewPasswordForm(_TwicePassword, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            {
                "password1": gettext_lazy("New password"),
                "password2": gettext_lazy("New password, once more"),
            },
        )

    def save(self) -> None:
        """Keep the password; the link came by her e-mail, so the address is believed from now."""
        super().save()
        services.verify_email(user=self.user)


class ChangePasswordForm(_TwicePassword, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(
            self,
            {
                "oldpassword": gettext_lazy("Present password"),
                "password1": gettext_lazy("New password"),
                "password2": gettext_lazy("New password, once more"),
            },
        )
        self.fields["oldpassword"].help_text = ""
