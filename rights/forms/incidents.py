"""Forms about incidents."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import choice_field, day_field, text_field
from cases.forms.guarding import GuardedForm
from rights.enums import (
    Authority,
    DataKind,
    IncidentKind,
    IncidentRisk,
    LateReason,
    Measure,
    Persons,
    Told,
)
from rights.forms.base import ActForm, GuardedActForm
from rights.selectors import entities_to_choose


def moment_field(label: Any, help_text: Any = "") -> forms.DateTimeField:
    """Return a field for a day and an hour."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


def _several(choices: list[tuple[str, Any]], label: Any, *, required: bool) -> Any:
    return forms.MultipleChoiceField(
        label=label, required=required, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class ReportForm(GuardedForm):
    """Half a minute: what went wrong and when it was noticed."""

    kind = choice_field(IncidentKind.choices, _("What went wrong?"), required=True)
    aware_at = moment_field(_("When was it noticed?"))
    happened_on = day_field(_("When did it happen? (if known)"), required=False)
    story = text_field(
        _("In a few words"),
        help_text=_("Write no names of women: data protection reads this. Codes are enough."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("aware_at", timezone.localtime().replace(second=0, microsecond=0))


class AssessForm(ActForm):
    """What it concerns, and what it may mean."""

    data_kinds = _several(DataKind.choices, _("What kinds of data"), required=True)
    persons = choice_field(Persons.choices, _("How many people"), required=True)
    risk = choice_field(IncidentRisk.choices, _("What it may mean for them"), required=True)
    measures = _several(Measure.choices, _("What was done against it"), required=False)
    entities: Any = forms.ModelMultipleChoiceField(
        label=_("Which other entities it concerns"),
        required=False,
        queryset=None,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entities"].queryset = entities_to_choose()  # type: ignore[attr-defined]
        for name in ("data_kinds", "persons", "risk", "measures"):
            self.initial.setdefault(name, getattr(self.record, name))


class NotifyForm(ActForm):
    """Which authority was told, and when."""

    authority = choice_field(Authority.choices, _("Which authority"), required=True)
    told_at = moment_field(_("When was it told?"))
    late_reason = choice_field(LateReason.choices, _("If later than 72 hours: why"), required=False)


class KeepForm(ActForm):
    """That the authority need not be told."""

    sure = forms.BooleanField(label=_("A risk for the people concerned is unlikely"))

    def answers(self) -> dict[str, Any]:
        """Leave out the tick: it only makes sure."""
        return {}


class CloseForm(GuardedActForm):
    """Whether the people were told, and what was learnt."""

    persons_told = choice_field(Told.choices, _("Were the people concerned told?"), required=True)
    lessons = text_field(_("What was learnt"), help_text=_("No names."))
