"""What becomes of each element in the newer version, as a protocol manager chooses it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from protocols.definition import BoundaryTimer, Definition
from protocols.migration.plans import (
    Plan,
    can_wait,
    doubled,
    fitting,
    lanes_without_place,
    places_for,
    without_place,
)
from protocols.models import ProtocolVersion
from protocols.telling import in_words, name_of

STAYS = ("", _("No place: runs that wait here stay"))
STOPS = ("", _("No place: the timer stops"))


class TargetForm(forms.Form):
    """To which version running cases go over."""

    def __init__(self, *args: Any, versions: list[ProtocolVersion], **options: Any) -> None:
        """`versions`: those that can be chosen."""
        super().__init__(*args, **options)
        self._versions = {str(version.number): version for version in versions}
        self.fields["target"] = forms.ChoiceField(
            label=gettext("To version"), choices=[(number, number) for number in self._versions]
        )

    def version(self) -> ProtocolVersion:
        """Return the version that was chosen."""
        return self._versions[self.cleaned_data["target"]]


class PlanForm(forms.Form):
    """One drop-down for each element at which a run can wait, and for each lane that is gone."""

    recounts = forms.BooleanField(
        label=_("Count deadlines anew from when each step opened"),
        help_text=_("Otherwise the steps that wait keep their deadlines as they are."),
        required=False,
    )

    def __init__(
        self, *args: Any, old: Definition, new: Definition, plan: Plan, **options: Any
    ) -> None:
        """`plan`: what the fields show at first."""
        super().__init__(*args, **options)
        self._old, self._new, self._plan = old, new, plan
        gone = without_place(old, new, Plan())
        others = [name for name in can_wait(old) if name not in gone]
        groups = [
            (gettext("What the new version no longer has"), self._elements(gone) + self._lanes()),
            (gettext("Steps to open where a branch would be waited for in vain"), self._opening()),
            (gettext("Deadlines"), ("recounts",)),
            (gettext("Everything else keeps its place, unless you say otherwise"),
             self._elements(others)),
        ]  # fmt: skip
        self.fieldsets = tuple((legend, names) for legend, names in groups if names)

    def clean(self) -> dict[str, Any]:
        """Say where two elements would become one."""
        data = super().clean() or {}
        if not self.errors:
            plan = self.plan()
            twice = doubled(self._old, fitting(self._old, self._new, plan))
            for name in can_wait(self._old):
                if plan.element(name) in twice and name != plan.element(name):
                    told = gettext("Another element has this place already.")
                    self.add_error(f"to_{name}", told)
        return data

    def plan(self) -> Plan:
        """Return what was filled in."""
        data = self.cleaned_data
        return Plan(
            elements={
                name: data[f"to_{name}"]
                for name in can_wait(self._old)
                if data.get(f"to_{name}") and data[f"to_{name}"] != name
            },
            lanes={
                lane.id: data[f"lane_{lane.id}"]
                for lane in self._old.lanes
                if data.get(f"lane_{lane.id}")
            },
            opening=tuple(data.get("opening", ())),
        )

    def _elements(self, names: list[str]) -> tuple[str, ...]:
        for name in names:
            places = places_for(self._old, self._new, name)
            none = STOPS if isinstance(self._old.nodes[name], BoundaryTimer) else STAYS
            self.fields[f"to_{name}"] = forms.ChoiceField(
                label=_label(self._old, name),
                choices=[
                    *([] if name in places else [none]),
                    *((place, _label(self._new, place)) for place in places),
                ],
                initial=self._plan.element(name),
                required=False,
            )
        return tuple(f"to_{name}" for name in names)

    def _lanes(self) -> tuple[str, ...]:
        gone = lanes_without_place(self._old, self._new, Plan())
        names = {lane.id: in_words(lane.labels) or lane.id for lane in self._new.lanes}
        for name in gone:
            lane = in_words(self._old.lane(name).labels) or name
            self.fields[f"lane_{name}"] = forms.ChoiceField(
                label=gettext("Lane “%(name)s”") % {"name": lane},
                choices=[("", _("No lane: runs with a referral to it stay")), *names.items()],
                initial=self._plan.lanes.get(name, ""),
                required=False,
            )
        return tuple(f"lane_{name}" for name in gone)

    def _opening(self) -> tuple[str, ...]:
        steps = [name for name in self._new.steps if name not in self._old.steps]
        steps += [name for name in self._plan.opening if name not in steps]
        if not steps:
            return ()
        self.fields["opening"] = forms.MultipleChoiceField(
            label=gettext("Also open"),
            choices=[(name, _label(self._new, name)) for name in steps],
            initial=list(self._plan.opening),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        return ("opening",)


def _label(definition: Definition, element: str) -> str:
    name = name_of(definition, element)
    return name if name == element else f"{name} ({element})"
