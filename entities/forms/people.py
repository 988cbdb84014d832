"""Forms for people and their roles: each offers only what the person who asks may give."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities.enums import Language, Role
from entities.models import Entity, User
from entities.permissions import can_manage_entities
from entities.roles import ROLES, conflicting_pair, grantable_by


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Return these roles for a form, each with what it opens."""
    wanted = set(roles)
    return [
        (role.value, f"{role.label}: {ROLES[role].description}") for role in Role if role in wanted
    ]


class EntityChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Entities by their short name, which is what the form sends."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Entity.objects.none(),
            to_field_name="code",
            label=gettext_lazy("Entity"),
            **kwargs,
        )


class StaffFilter(forms.Form):
    """Narrows the list of people; what makes no sense narrows nothing."""

    text = forms.CharField(
        max_length=150, required=False, label=gettext_lazy("Name or e-mail contains")
    )
    entity = EntityChoice(required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if can_manage_entities(by):
            self.fields["entity"].queryset = Entity.objects.order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["entity"]

    def answers(self) -> dict[str, Any]:
        """Return the narrowing as `selectors.staff_visible_to` takes it."""
        self.full_clean()
        return {
            "text": self.cleaned_data.get("text", ""),
            "entity": self.cleaned_data.get("entity"),
        }


class NewPersonForm(forms.Form):
    """A new account. The person is invited at this address and sets her own password."""

    name = forms.CharField(max_length=150, label=gettext_lazy("Name"))
    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("An invitation is sent there."),
    )
    entity = EntityChoice()
    roles = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Roles")
    )
    language = forms.ChoiceField(choices=Language.choices, label=gettext_lazy("Language"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entities = self.fields["entity"]
        entities.queryset = Entity.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if not can_manage_entities(by):
            del self.fields["entity"]
        self.fields["roles"].choices = role_choices(grantable_by(by.roles))  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("This e-mail address already has an account."))
        return email

    def clean_roles(self) -> list[Role]:
        roles = [Role(role) for role in self.cleaned_data["roles"]]
        if pair := conflicting_pair(roles):
            raise forms.ValidationError(
                _("Nobody may hold these two roles at once: %(one)s, %(other)s."),
                params={"one": pair[0].label, "other": pair[1].label},
            )
        return roles


class PersonForm(forms.Form):
    """The name colleagues see."""

    name = forms.CharField(max_length=150, label=gettext_lazy("Name"))


class GrantRoleForm(forms.Form):
    """One more role for a person: only those she can hold and the asker can give."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))

    def __init__(self, *args: Any, offered: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(offered)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class MoveForm(forms.Form):
    """The entity a person goes to."""

    entity = EntityChoice()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Entity.objects.filter(is_active=True).exclude(pk=person.entity_id)
        self.fields["entity"].queryset = others  # type: ignore[attr-defined]
