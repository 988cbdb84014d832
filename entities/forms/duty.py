"""Forms for hours and for the rota."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities.enums import HoursKind
from entities.models import Entity, Service, ServiceHours, User
from entities.selectors.duty import people_for_duty

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|\u2013|a)\s*(\d{1,2})(?:[:.](\d{2}))?")
_MIDNIGHT = 24
Hours = tuple[time, time]


def read_hours(text: str) -> Hours:
    """Return the two hours of `9-14` or `09:00-14:30`; ValueError for anything else."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    since, since_minutes, until, until_minutes = (int(part or 0) for part in found.groups())
    if until == _MIDNIGHT and not until_minutes:
        until = 0
    return time(since, since_minutes), time(until, until_minutes)


def write_hours(row: ServiceHours) -> str:
    """Return hours as the form takes them and pages show them; midnight at the end is 24:00."""
    until = "24:00" if row.until == time(0) else f"{row.until:%H:%M}"
    return f"{row.since:%H:%M}-{until}"


class HoursField(forms.CharField):
    """The hours of a day, empty where it is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs={"placeholder": "9:00-14:00", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_hours(text)
        except ValueError:
            raise forms.ValidationError(_("Write hours like 9:00-14:00.")) from None


class HoursForm(forms.Form):
    """When a service is open, and when it is on duty, day by day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in HoursKind:
            for weekday, name in WEEKDAYS.items():
                self.fields[f"{kind}_{weekday}"] = HoursField(label=str(name).capitalize())
        self.fieldsets = [
            (kind.label, [f"{kind}_{weekday}" for weekday in WEEKDAYS]) for kind in HoursKind
        ]

    @staticmethod
    def initial_of(rows: Any) -> dict[str, str]:
        """Return what the form shows of the hours that stand."""
        return {f"{row.kind}_{row.weekday}": write_hours(row) for row in rows}

    def hours(self) -> dict[tuple[HoursKind, int], Hours]:
        """Return what was typed, as the service takes it."""
        return {
            (kind, weekday): self.cleaned_data[f"{kind}_{weekday}"]
            for kind in HoursKind
            for weekday in WEEKDAYS
            if self.cleaned_data[f"{kind}_{weekday}"]
        }


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People of the entity, sent by their e-mail address: no key leaves the house."""

    def label_from_instance(self, person: Any) -> str:
        """Return her name."""
        return str(person.name)


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Services of one entity, sent by their name."""


class ShiftForm(forms.Form):
    """A turn of duty: of which service, who, from when until when, rung first or later."""

    service = ServiceChoice(
        queryset=Service.objects.none(), to_field_name="name", label=gettext_lazy("Service")
    )
    person = PersonChoice(
        queryset=User.objects.none(), to_field_name="email", label=gettext_lazy("Who")
    )
    since = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    turn = forms.TypedChoiceField(
        label=gettext_lazy("Rung"),
        coerce=int,
        choices=[
            (1, gettext_lazy("First")),
            (2, gettext_lazy("Second, after ten minutes")),
            (3, gettext_lazy("Third, after twenty minutes")),
        ],
    )

    def __init__(self, *args: Any, entity: Entity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["service"]
        services.queryset = entity.services.filter(is_active=True).order_by("name")
        people: Any = self.fields["person"]
        people.queryset = people_for_duty(entity)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if isinstance(since, datetime) and isinstance(until, datetime):
            if until <= since:
                self.add_error("until", _("It would end before it begins."))
            elif until <= timezone.now():
                self.add_error("until", _("This turn of duty would be over already."))
        return data
