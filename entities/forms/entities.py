"""The form of an entity."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from entities.models import Entity
from entities.territories import territory_choices

# She is in flowcharts as a lane of her own; no organisation is of this kind.
NOT_AN_ENTITY = "person"


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds an entity may be of, as (code, label)."""
    return [pair for pair in vocabularies.choices("entity_kind") if pair[0] != NOT_AN_ENTITY]


class EntityForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """A new entity, or (with an `instance`) a change; the short name is given once."""

    kinds = forms.MultipleChoiceField(
        choices=kind_choices,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Kinds"),
        help_text=gettext_lazy("What this entity is; flowcharts look for kinds."),
    )
    participation = forms.ChoiceField(
        choices=lambda: vocabularies.choices("participation"),
        label=gettext_lazy("How it takes part"),
    )
    territory = forms.ChoiceField(
        choices=lambda: [("", gettext_lazy("The whole country")), *territory_choices()],
        required=False,
        label=gettext_lazy("Territory"),
    )

    class Meta:
        model = Entity
        fields = (
            "code", "name", "kinds", "participation", "country", "territory", "duty_telephone",
            "four_eyes", "is_active",
        )  # fmt: skip
        labels: ClassVar[dict[str, str | Promise]] = {
            "code": gettext_lazy("Short name"),
            "name": gettext_lazy("Name"),
            "country": gettext_lazy("Country"),
            "duty_telephone": gettext_lazy("Duty telephone"),
            "four_eyes": gettext_lazy("Identities open only with a custodian's agreement"),
            "is_active": gettext_lazy("Takes part at present"),
        }
        help_texts: ClassVar[dict[str, str | Promise]] = {
            "code": gettext_lazy("Letters, digits and hyphens; it can never be changed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("instance") is None:
            del self.fields["is_active"]
        else:
            del self.fields["code"]
            self.initial.setdefault("kinds", sorted(self.instance.kinds))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        territory = data.get("territory")
        if territory and not territory.startswith(f"{data.get('country')}-"):
            self.add_error("territory", _("This territory lies in another country."))
        return data
