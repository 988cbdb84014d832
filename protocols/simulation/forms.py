"""What is assumed, as people fill it in: one field for each number, named in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from protocols.definition import Definition
from protocols.elements import Gateway, UserTask
from protocols.simulation import assumptions as limits
from protocols.simulation.assumptions import (
    Assumptions,
    Capacity,
    MalformedAssumptions,
    Work,
    drawn_flows,
    kinds,
    refusable,
    shares_at,
    splits,
)
from protocols.simulation.hours import HOURS_A_WEEK
from protocols.telling import in_words, name_of

PERCENT = 100


class AssumptionsForm(forms.Form):
    """The assumptions of one flowchart; what is left empty under “people” is not limited."""

    cases_per_week = forms.FloatField(
        label=_("New cases a week, on average"), min_value=0, max_value=limits.MAX_CASES
    )
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=limits.MAX_WEEKS)
    seed = forms.IntegerField(
        label=_("Number for chance"),
        help_text=_(
            "The same number gives the same results; another one, another course of chance."
        ),
        min_value=0,
        max_value=limits.MAX_SEED,
    )

    def __init__(
        self, *args: Any, definition: Definition, given: Assumptions, **options: Any
    ) -> None:
        """`given`: what the fields show at first."""
        super().__init__(*args, **options)
        self._definition = definition
        self._given = given
        plain = ("cases_per_week", "weeks", "seed")
        self.initial = {name: getattr(given, name) for name in plain}
        self.fieldsets = (
            (gettext("Cases"), plain),
            (gettext("People, by kind of entity; empty: nobody waits for them"), self._people()),
            (gettext("How long the work takes"), self._times()),
            (gettext("How often she refuses, in percent"), self._refusals()),
            (gettext("How often each way is taken, in percent"), self._shares()),
        )

    def clean(self) -> dict[str, Any]:
        """Say when it would be too many cases, or more than all of them at a split."""
        data = super().clean() or {}
        if data.get("cases_per_week", 0) * data.get("weeks", 0) > limits.MAX_CASES:
            told = gettext("At most %(most)d cases in all: fewer a week, or fewer weeks.")
            self.add_error("cases_per_week", told % {"most": limits.MAX_CASES})
        if not self.errors:
            try:
                self.assumptions().fitting(self._definition)
            except MalformedAssumptions:
                told = gettext("The ways out of one decision are over 100 percent together.")
                raise forms.ValidationError(told) from None
        return data

    def assumptions(self) -> Assumptions:
        """Return what was filled in."""
        data = self.cleaned_data
        steps = self._definition.steps
        return Assumptions(
            cases_per_week=data["cases_per_week"],
            weeks=data["weeks"],
            seed=data["seed"],
            works={name: Work(data[f"median_{name}"], data[f"spread_{name}"]) for name in steps},
            capacities={
                kind: Capacity(data[f"workers_{kind}"], data[f"hours_{kind}"])
                for kind in kinds(self._definition)
                if data[f"workers_{kind}"] is not None
            },
            shares={
                flow.id: data[f"share_{flow.id}"] / PERCENT
                for gateway in splits(self._definition)
                for flow in drawn_flows(self._definition, gateway)
            },
            refusal=self._given.refusal,
            refusals={
                step.id: data[f"refusal_{step.id}"] / PERCENT
                for step in refusable(self._definition)
            },
        )

    def _people(self) -> tuple[str, ...]:
        names = []
        for kind in kinds(self._definition):
            said = {"kind": vocabularies.label("entity_kind", kind)}
            known = self._given.capacities.get(kind)
            self.fields[f"workers_{kind}"] = forms.IntegerField(
                label=gettext("%(kind)s: people") % said,
                min_value=0,
                max_value=limits.MAX_WORKERS,
                required=False,
                initial=known.workers if known else None,
            )
            hours = known.hours if known else Capacity(0).hours
            self.fields[f"hours_{kind}"] = _number(
                gettext("%(kind)s: hours a week each") % said, hours, HOURS_A_WEEK
            )
            names += [f"workers_{kind}", f"hours_{kind}"]
        return tuple(names)

    def _times(self) -> tuple[str, ...]:
        names = []
        for step in self._definition.steps:
            said = {"step": name_of(self._definition, step)}
            work = self._given.works.get(step, self._given.work)
            self.fields[f"median_{step}"] = _number(
                gettext("“%(step)s”: hours of work, usually") % said, work.median, limits.MAX_MEDIAN
            )
            self.fields[f"spread_{step}"] = forms.FloatField(
                label=gettext("“%(step)s”: one in ten takes so many times longer") % said,
                initial=work.spread,
                min_value=1,
                max_value=limits.MAX_SPREAD,
            )
            names += [f"median_{step}", f"spread_{step}"]
        return tuple(names)

    def _refusals(self) -> tuple[str, ...]:
        return tuple(self._refusal(step) for step in refusable(self._definition))

    def _refusal(self, step: UserTask) -> str:
        share = self._given.refusals.get(step.id, self._given.refusal)
        label = gettext("“%(step)s”") % {"step": name_of(self._definition, step.id)}
        self.fields[f"refusal_{step.id}"] = _number(label, share * PERCENT, PERCENT)
        return f"refusal_{step.id}"

    def _shares(self) -> tuple[str, ...]:
        return tuple(name for gateway in splits(self._definition) for name in self._ways(gateway))

    def _ways(self, gateway: Gateway) -> list[str]:
        names = []
        shares = shares_at(self._given, self._definition, gateway)
        for flow, share in zip(drawn_flows(self._definition, gateway), shares, strict=False):
            said = {
                "decision": name_of(self._definition, gateway.id),
                "way": in_words(flow.labels) or name_of(self._definition, flow.target),
            }
            label = gettext("%(decision)s → %(way)s") % said
            self.fields[f"share_{flow.id}"] = _number(label, round(share * PERCENT, 1), PERCENT)
            names.append(f"share_{flow.id}")
        return names


def _number(label: str, initial: float, most: float) -> forms.FloatField:
    return forms.FloatField(label=label, initial=initial, min_value=0, max_value=most)
