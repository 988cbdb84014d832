"""What is added to a flowchart, and where: on an arrow, on a split, on a step; and moved."""

from enum import StrEnum
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protocols.definition import LIBRARY_CODES, Definition
from protocols.durations import parse_duration
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    GatewayKind,
    Node,
    SendTask,
    Timer,
    UserTask,
)
from protocols.graph import nearest_post_dominator
from protocols.studio import edits
from protocols.studio.edits import fresh_id
from protocols.studio.forms.base import WORDS, EditForm, TimeForm, WordsForm


class Addition(StrEnum):
    """What can be put on an arrow."""

    STEP = "step"
    NOTICE = "notice"
    WAIT = "wait"
    CALL = "call"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


ADDITIONS = {
    Addition.STEP: _("A step that a person does"),
    Addition.NOTICE: _("A notice that is sent by itself"),
    Addition.WAIT: _("A wait"),
    Addition.CALL: _("Another flowchart"),
    Addition.EXCLUSIVE: _("A decision, with a step on one branch"),
    Addition.PARALLEL: _("Branches at the same time, with a step on one"),
    Addition.INCLUSIVE: _("Branches that may apply, with a step on one"),
}
SPLITS = {kind.value for kind in GatewayKind}


class InLaneForm(WordsForm):
    """Something new in a lane."""

    lane = forms.ChoiceField(label=_("Lane"))

    def prepare(self) -> None:
        self.set_choices("lane", self.lanes())

    def common(self, stem: str) -> dict[str, Any]:
        """Return id, name and lane of the new element."""
        return {
            "id": fresh_id(self.definition, stem),
            "labels": self.labels,
            "lane": self.cleaned_data["lane"],
        }

    def new_step(self) -> UserTask:
        """Return a step as named in the form."""
        return UserTask(**self.common("step"))


class AddForm(InLaneForm):
    """Something new on an arrow (`element`)."""

    kind = forms.ChoiceField(
        label=_("What to add"), choices=[(k.value, v) for k, v in ADDITIONS.items()]
    )
    fieldsets = (("", ("kind",)), (_("Name"), WORDS))

    def begin(self) -> dict[str, Any]:
        flow = self.definition.flows[self.element]
        return {"kind": Addition.STEP.value, "lane": self.definition.nodes[flow.source].lane}

    def edit(self, definition: Definition) -> Definition:
        kind = self.cleaned_data["kind"]
        if kind in SPLITS:
            return edits.insert_split(definition, self.element, GatewayKind(kind), self.new_step())
        return edits.insert(definition, self.element, self._node(Addition(kind)))

    def _node(self, kind: Addition) -> Node:
        common = self.common(kind.value)
        if kind is Addition.NOTICE:
            return SendTask(**common, notify=(f"lane:{common['lane']}",))
        if kind is Addition.WAIT:
            return CatchTimer(**common, timer=Timer(parse_duration("P1D")))
        if kind is Addition.CALL:
            return CallActivity(**common, calls=LIBRARY_CODES[0])
        return UserTask(**common)


class BranchForm(InLaneForm):
    """One more branch of a split (`element`), with a step on it."""

    target = forms.ChoiceField(label=_("Then goes on to"))
    fieldsets = ((_("Name of its step"), WORDS),)

    def begin(self) -> dict[str, Any]:
        join = nearest_post_dominator(self.definition.main_successors, self.element)
        return {"lane": self.definition.nodes[self.element].lane, "target": join}

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("target", self.targets())

    def edit(self, definition: Definition) -> Definition:
        target = self.cleaned_data["target"]
        return edits.add_branch(definition, self.element, self.new_step(), target)


class LimitOnStepForm(TimeForm, InLaneForm):
    """A time limit on a step (`element`): what is done instead of it, or beside it."""

    needs_words = True
    how = forms.ChoiceField(
        label=_("When the time is up"),
        choices=[
            ("instead", _("the step is cancelled, and it goes on there:")),
            ("beside", _("the step stays open, and this is done beside it:")),
        ],
    )
    target = forms.ChoiceField(label=_("Goes on to"), required=False)
    fieldsets = ((_("Time"), ("amount", "unit", "at")), ("", ("how", "target")),
                 (_("Name of what is done beside it"), WORDS))  # fmt: skip

    def begin(self) -> dict[str, Any]:
        return {"unit": "P{}D", "lane": self.definition.nodes[self.element].lane}

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("target", [("", _("— choose —")), *self.targets()])

    @property
    def is_beside(self) -> bool:
        """Whether the step stays open."""
        return self.cleaned_data.get("how") == "beside"

    def clean(self) -> dict[str, Any]:
        """Instead of the step it goes on somewhere; beside it something is done."""
        self.needs_words = self.is_beside
        data = super().clean()
        if not self.is_beside and not data.get("target") and "target" not in self.errors:
            self.add_error("target", _("Say where it goes on."))
        return data

    def edit(self, definition: Definition) -> Definition:
        timer = BoundaryTimer(
            id=fresh_id(definition, "timer"),
            lane=definition.nodes[self.element].lane,
            attached_to=self.element,
            timer=self.read_time(),
            interrupting=not self.is_beside,
        )
        if self.is_beside:
            return edits.add_side_timer(definition, timer, self.new_step())
        return edits.add_timer(definition, timer, self.cleaned_data["target"])


class MoveForm(EditForm):
    """Another place for a step (`element`)."""

    flow = forms.ChoiceField(label=_("Put it between"))

    def prepare(self) -> None:
        here = self.element
        flows = self.definition.flows
        apart = [p for p in self.flows() if here not in {flows[p[0]].source, flows[p[0]].target}]
        self.set_choices("flow", [("", _("— choose —")), *apart])

    def edit(self, definition: Definition) -> Definition:
        return edits.move(definition, self.element, self.cleaned_data["flow"])
