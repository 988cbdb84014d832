"""What she must avoid, in a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.coded import choices_of
from cases.forms.fields import MAX_LINE, choice_field
from entities.models import Entity
from entities.territories import territory_choices


class EntityListed(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An entity of the network, sent by its short name."""


class AvoidanceForm(forms.Form):
    """One thing she must avoid: its kind, then what the kind asks for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What she must avoid"),
        choices=choices_of("avoid_kind"),
        widget=forms.RadioSelect,
    )
    entity = EntityListed(
        queryset=Entity.objects.none(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Entity"),
        help_text=gettext_lazy("The entity itself, or where the professional works."),
    )
    territory = choice_field(territory_choices, gettext_lazy("Territory"))
    words = forms.CharField(
        required=False,
        max_length=MAX_LINE,
        label=gettext_lazy("Who or where exactly"),
        help_text=gettext_lazy("Of a professional or an interpreter: the name. Stored sealed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["entity"]
        field.queryset = Entity.objects.filter(is_active=True).order_by("name")

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs."""
        data = super().clean() or {}
        needed = {
            "entity": ("entity",),
            "zone": ("territory",),
            "worker": ("entity", "words"),
            "interpreter": ("words",),
        }.get(data.get("kind", ""), ())
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed here."))
        return data
