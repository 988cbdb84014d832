"""The form of a service, which is also what a row of an imported file has to pass."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from core.languages import language_choices
from core.ports import gives_away
from entities.enums import Admits
from entities.models import Entity, Service
from entities.territories import territory_choices

_UNKNOWN = "unknown"
ANY = gettext_lazy("None ticked means no limit.")


def coded_choices(vocabulary: str) -> list[tuple[str, str]]:
    """Return the codes of a vocabulary that a service may be limited to, with labels."""
    return [pair for pair in vocabularies.choices(vocabulary) if pair[0] != _UNKNOWN]


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=label,
        help_text=help_text,
    )


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """A service of one entity: coarse, and never an address."""

    service_type = forms.ChoiceField(
        choices=lambda: vocabularies.choices("service_type"), label=gettext_lazy("Kind of service")
    )
    languages = _several(gettext_lazy("Languages spoken there"), language_choices)
    age_bands = _several(gettext_lazy("For these ages"), lambda: coded_choices("age_band"), ANY)
    genders = _several(gettext_lazy("For these genders"), lambda: coded_choices("gender"), ANY)
    admits = _several(gettext_lazy("Made also for"), Admits.choices)
    territories = forms.MultipleChoiceField(
        choices=territory_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        label=gettext_lazy("Territories it serves"),
        help_text=gettext_lazy(
            "None means the territory of the entity. Hold Ctrl (or ⌘) to choose more than one."
        ),
    )
    fieldsets = (
        (gettext_lazy("What it is"), ("name", "service_type", "description")),
        (
            gettext_lazy("For whom"),
            (
                "languages", "accepts_children", "age_bands", "genders", "admits", "needs_permit",
                "territories",
            ),
        ),
        (gettext_lazy("How to reach it"), ("telephone", "on_call_number")),
        (gettext_lazy("Places and state"), ("places_total", "is_paused", "is_active")),
    )  # fmt: skip

    class Meta:
        model = Service
        fields = (
            "name", "service_type", "description", "languages", "accepts_children", "age_bands",
            "genders", "admits", "needs_permit", "territories", "telephone", "on_call_number",
            "places_total", "is_paused", "is_active",
        )  # fmt: skip
        labels: ClassVar[dict[str, str | Promise]] = {
            "name": gettext_lazy("Name"),
            "description": gettext_lazy("What it offers"),
            "accepts_children": gettext_lazy("Women may come with children"),
            "needs_permit": gettext_lazy("Only with a residence permit"),
            "telephone": gettext_lazy("Telephone for professionals"),
            "on_call_number": gettext_lazy("Number for emergencies"),
            "places_total": gettext_lazy("Number of places"),
            "is_paused": gettext_lazy("Takes nobody for the moment"),
            "is_active": gettext_lazy("Offered at present"),
        }
        help_texts: ClassVar[dict[str, str | Promise]] = {
            "description": gettext_lazy("A line or two. Never an address: others read this."),
            "places_total": gettext_lazy("Empty where it has no places to count."),
        }

    def __init__(self, *args: Any, entity: Entity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entity = entity
        if kwargs.get("instance") is None:
            del self.fields["is_active"]
            del self.fields["is_paused"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        namesakes = self.entity.services.filter(name=name).exclude(pk=self.instance.pk)
        if namesakes.exists():
            raise forms.ValidationError(_("This entity already has a service of this name."))
        return _harmless(name)

    def clean_description(self) -> str:
        return _harmless(self.cleaned_data["description"])


def _harmless(line: str) -> str:
    found = gives_away()(line)
    if found:
        told = _("Take this out, everybody reads it: %(found)s") % {"found": ", ".join(found)}
        raise forms.ValidationError(told)
    return line


class PlacesForm(forms.Form):
    """How many places are free now, and how many she was shown."""

    free = forms.IntegerField(min_value=0, max_value=32767)
    seen = forms.IntegerField(min_value=0, max_value=32767, required=False)
