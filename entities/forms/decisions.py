"""Forms for what two people decide about an account, and for handing work over."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.handles import handle_of
from entities.enums import Role
from entities.forms.people import role_choices
from entities.models import User
from entities.roles import conflicting_pair


class AskRoleForm(forms.Form):
    """Roles that nobody gives alone."""

    role = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Roles")
    )

    def __init__(self, *args: Any, person: User, offered: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["role"].choices = role_choices(offered)  # type: ignore[attr-defined]

    def clean_role(self) -> list[Role]:
        """Return the roles; two that exclude each other are refused, also one she holds."""
        roles = [Role(role) for role in self.cleaned_data["role"]]
        if pair := conflicting_pair(self.person.roles | set(roles)):
            raise forms.ValidationError(
                _("Nobody may hold these two roles at once: %(one)s, %(other)s."),
                params={"one": pair[0].label, "other": pair[1].label},
            )
        return roles


class EmailForm(forms.Form):
    """Another address for an account."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("New e-mail address"))

    def clean_email(self) -> str:
        """Return the address in lower case; one that has an account is refused."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This e-mail address already has an account."))
        return email


class SuspectForm(forms.Form):
    """Whose account is to be suspended without a word."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address of the account"))

    def clean(self) -> dict[str, Any]:
        """Find the account."""
        data = super().clean() or self.cleaned_data
        if "email" in data:
            found = User.objects.filter(email=data["email"].lower()).first()
            if found is None:
                self.add_error("email", _("No account has this address."))
            data["person"] = found
        return data


class HeirForm(forms.Form):
    """Who takes the work of somebody who leaves; sent as a handle."""

    heir = forms.ChoiceField(required=False, label=gettext_lazy("Her work goes to"))

    def __init__(self, *args: Any, heirs: Iterable[User], by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heirs = {handle_of(one.pk, entity_id=by.entity_id): one for one in heirs}
        if not self.heirs:
            del self.fields["heir"]
            return
        field = self.fields["heir"]
        field.choices = [(handle, one.name) for handle, one in self.heirs.items()]  # type: ignore[attr-defined]
        own = handle_of(by.pk, entity_id=by.entity_id)
        field.initial = own if own in self.heirs else next(iter(self.heirs))

    def chosen(self) -> User | None:
        """Return who takes it; None when there is nobody."""
        return self.heirs.get(self.cleaned_data.get("heir", "")) if self.heirs else None
