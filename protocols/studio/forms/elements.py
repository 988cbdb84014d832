"""What an element of a flowchart says: one form for each kind."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from core.exceptions import NotVisible
from protocols.definition import Definition
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    End,
    Gateway,
    GatewayKind,
    Node,
    SendTask,
    Start,
    UserTask,
)
from protocols.enums import NOTICE_TEMPLATES
from protocols.studio import edits, selectors
from protocols.studio.forms.base import (
    NOTE_TITLE,
    NOTES,
    WORDS,
    EditForm,
    NotedForm,
    TimeForm,
    begin_notes,
    begin_words,
    unit_choices,
    with_own,
)
from protocols.studio.forms.effects import begin_effects, effects_field, read_effects
from protocols.studio.forms.flows import FlowForm
from protocols.studio.forms.frame import LaneForm
from protocols.studio.forms.steps import StepForm
from protocols.studio.words import FLOWCHARTS, GATEWAYS, lane_name


class NodeForm(NotedForm):
    """An element that is changed by putting another one in its place."""

    lane = forms.ChoiceField(label=_("Lane"))

    @property
    def node(self) -> Node:
        """The element as it is."""
        return self.definition.nodes[self.element]

    def begin(self) -> dict[str, Any]:
        return {
            **begin_words(self.node.labels),
            **begin_notes(self.node.notes),
            "lane": self.node.lane,
        }

    def prepare(self) -> None:
        self.set_choices("lane", self.lanes())

    def values(self) -> dict[str, Any]:
        """Return what changes besides name and lane."""
        return {}

    def edit(self, definition: Definition) -> Definition:
        node = definition.nodes.get(self.element) or self.node
        changed = replace(
            node,
            labels=self.labels,
            notes=self.notes,
            lane=self.cleaned_data["lane"],
            **self.values(),
        )
        return edits.put_node(definition, changed)


class StartForm(NodeForm):
    """The start."""

    needs_words = False
    fieldsets = ((_("Name"), WORDS), ("", ("lane",)), (NOTE_TITLE, NOTES))


class EndForm(NodeForm):
    """An end: what it means for the run, and for the case."""

    run_end_reason = forms.ChoiceField(label=_("What the run ends with"), required=False)
    effects = effects_field()
    fieldsets = (
        (_("Name"), WORDS),
        (_("What it means"), ("run_end_reason", "effects", "lane")),
        (NOTE_TITLE, NOTES),
    )

    def begin(self) -> dict[str, Any]:
        assert isinstance(self.node, End)  # noqa: S101
        return {
            **super().begin(),
            "run_end_reason": self.node.run_end_reason,
            "effects": begin_effects(self.node.effects),
        }

    def prepare(self) -> None:
        super().prepare()
        reasons = vocabularies.choices("run_end_reason")
        self.set_choices("run_end_reason", [("", _("Finished")), *reasons])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "run_end_reason": data["run_end_reason"],
            "effects": read_effects(data["effects"]),
        }


class NoticeForm(NodeForm):
    """A notice that is sent by itself, without content."""

    notify = forms.MultipleChoiceField(label=_("Who is told"), widget=forms.CheckboxSelectMultiple)
    template = forms.ChoiceField(
        label=_("What it says"),
        required=False,
        help_text=_("Nothing of a case stands in a notice: it leads to the flowchart's page."),
    )
    fieldsets = (
        (_("Name"), WORDS),
        (_("Who is told what"), ("notify", "template", "lane")),
        (NOTE_TITLE, NOTES),
    )

    def begin(self) -> dict[str, Any]:
        assert isinstance(self.node, SendTask)  # noqa: S101
        return {
            **super().begin(),
            "notify": list(self.node.notify),
            "template": self.node.template or NOTICE_TEMPLATES[0].value,
        }

    def prepare(self) -> None:
        super().prepare()
        known = receivers(self.definition)
        told = [(code, code) for code in self.initial["notify"] if code not in dict(known)]
        self.set_choices("notify", known + told)
        kinds = [(kind.value, kind.label) for kind in NOTICE_TEMPLATES]
        self.set_choices("template", with_own(kinds, self.initial["template"]))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        usual = data["template"] == NOTICE_TEMPLATES[0].value
        return {
            "notify": tuple(data["notify"]),
            "template": "" if usual else data["template"],
        }


def receivers(definition: Definition) -> list[tuple[str, Any]]:
    """Return who a notice can go to, as choices."""
    lanes = [(f"lane:{lane.id}", lane_name(lane)) for lane in definition.lanes]
    return [*lanes, ("role:coordinator", _("Coordination of whoever has the case"))]


class WaitForm(TimeForm, NodeForm):
    """A wait in the flow, or a time limit on a step."""

    needs_words = False
    fieldsets = (
        (_("Name"), WORDS),
        (_("Time"), ("amount", "unit", "at", "lane")),
        (NOTE_TITLE, NOTES),
    )

    def begin(self) -> dict[str, Any]:
        assert isinstance(self.node, CatchTimer | BoundaryTimer)  # noqa: S101
        return {**super().begin(), **self.begin_time(self.node.timer)}

    def prepare(self) -> None:
        super().prepare()
        assert isinstance(self.node, CatchTimer | BoundaryTimer)  # noqa: S101
        self.set_choices("unit", unit_choices(self.node.timer.duration))

    def values(self) -> dict[str, Any]:
        return {"timer": self.read_time()}


class CallForm(NodeForm):
    """Another flowchart that is opened, and not waited for."""

    calls = forms.ChoiceField(label=_("Which one"))
    mandatory_notice = forms.BooleanField(label=_("It is a duty to notify"), required=False)
    fieldsets = (
        (_("Name"), WORDS),
        (_("Which flowchart"), ("calls", "mandatory_notice", "lane")),
        (NOTE_TITLE, NOTES),
    )

    def begin(self) -> dict[str, Any]:
        assert isinstance(self.node, CallActivity)  # noqa: S101
        return {
            **super().begin(),
            "calls": self.node.calls,
            "mandatory_notice": self.node.mandatory_notice,
        }

    def prepare(self) -> None:
        super().prepare()
        others = [(code, code) for code in selectors.protocol_codes() if code not in FLOWCHARTS]
        self.set_choices("calls", with_own([*FLOWCHARTS.items(), *others], self.initial["calls"]))

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"calls": data["calls"], "mandatory_notice": data["mandatory_notice"]}


class GatewayForm(NodeForm):
    """Where branches part or meet."""

    needs_words = False
    kind = forms.ChoiceField(label=_("How"), choices=[(k.value, v) for k, v in GATEWAYS.items()])
    fieldsets = ((_("Name"), WORDS), ("", ("kind", "lane")), (NOTE_TITLE, NOTES))

    def begin(self) -> dict[str, Any]:
        assert isinstance(self.node, Gateway)  # noqa: S101
        return {**super().begin(), "kind": self.node.kind.value}

    def edit(self, definition: Definition) -> Definition:
        changed = super().edit(definition)
        return edits.set_kind(changed, self.element, GatewayKind(self.cleaned_data["kind"]))


FORMS: dict[type[Node], type[EditForm]] = {
    Start: StartForm,
    End: EndForm,
    UserTask: StepForm,
    SendTask: NoticeForm,
    CatchTimer: WaitForm,
    BoundaryTimer: WaitForm,
    CallActivity: CallForm,
    Gateway: GatewayForm,
}


def form_for(definition: Definition, element: str) -> type[EditForm]:
    """Return the form for a lane, an element or an arrow; NotVisible when it is not there."""
    if element in definition.nodes:
        return FORMS[type(definition.nodes[element])]
    if element in definition.flows:
        return FlowForm
    if element in {lane.id for lane in definition.lanes}:
        return LaneForm
    raise NotVisible
