"""The words of the studio for codes, kinds and refusals, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from protocols.definition import Definition
from protocols.elements import (
    Assign,
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    End,
    FieldType,
    Gateway,
    GatewayKind,
    Labels,
    Lane,
    Node,
    SendTask,
    Start,
    UserTask,
    say,
)
from protocols.marks import timer_words
from protocols.studio.edits import UnfitCode

UNFIT: Mapping[UnfitCode, Promise] = {
    UnfitCode.UNKNOWN: _("This is not, or no longer, in the flowchart."),
    UnfitCode.NO_TARGET: _("No arrow may lead there: choose another element."),
    UnfitCode.KEPT: _("It holds the flowchart together: change what comes before or after it."),
    UnfitCode.NOT_MOVABLE: _("It cannot be moved there as it is: only single steps move."),
    UnfitCode.SAME_PLACE: _("It is there already."),
    UnfitCode.LANE_IN_USE: _("Something is still in this lane: move it to another one first."),
    UnfitCode.LAST_LANE: _("A flowchart has at least one lane."),
    UnfitCode.NAME_TAKEN: _("This step asks an answer of this name already."),
    UnfitCode.NOT_SPLIT: _("It does not split into branches."),
}
KINDS: Mapping[type[Node], Promise] = {
    Start: _("Start"),
    UserTask: _("Step"),
    SendTask: _("Notice"),
    CatchTimer: _("Wait"),
    BoundaryTimer: _("Time limit on a step"),
    CallActivity: _("Another flowchart"),
    End: _("End"),
}
GATEWAYS: Mapping[GatewayKind, Promise] = {
    GatewayKind.EXCLUSIVE: _("Decision: one branch is taken"),
    GatewayKind.PARALLEL: _("All branches at the same time"),
    GatewayKind.INCLUSIVE: _("Every branch that applies"),
}
ASSIGNS: Mapping[Assign, Promise] = {
    Assign.CASE: _("Whoever has the case"),
    Assign.TERRITORY: _("The one that covers her place"),
    Assign.CHOOSE: _("The sender chooses from the directory"),
    Assign.FIXED: _("Always the same entity"),
}
# The flowcharts of the library by the codes under which others open them.
FLOWCHARTS: Mapping[str, Promise] = {
    "detection_identification": _("Detection and identification"),
    "first_reception": _("First reception"),
    "integral_care_plan": _("Integral care plan"),
    "child_protection": _("Child protection"),
    "regularisation": _("Regularisation"),
    "international_protection": _("International protection"),
    "voluntary_return": _("Voluntary return"),
    "employment_inclusion": _("Employment and inclusion"),
}
FIELD_TYPES: Mapping[FieldType, Promise] = {
    FieldType.YESNO: _("Yes or no"),
    FieldType.CHOICE: _("One of several"),
    FieldType.NUMBER: _("A number"),
}


def in_words(labels: Labels) -> str:
    """Return a label in the reader's language."""
    return say(labels, get_language() or "es")


def kind_of(definition: Definition, node: Node) -> str:
    """Return what an element is."""
    if not isinstance(node, Gateway):
        return str(KINDS[type(node)])
    if len(definition.outgoing[node.id]) > 1:
        return str(GATEWAYS[node.kind])
    if definition.is_join(node):
        return str(_("Branches wait for each other"))
    return str(_("Branches come together"))


def name_of(definition: Definition, element: str) -> str:
    """Return the name of a lane, an element or an arrow, never empty: at worst what it is."""
    lane = next((lane for lane in definition.lanes if lane.id == element), None)
    if lane is not None:
        return in_words(lane.labels) or lane.id
    node = definition.nodes.get(element)
    if node is not None:
        return _name(definition, node)
    flow = definition.flows.get(element)
    if flow is None:
        return element or in_words(definition.labels)
    ends = name_of(definition, flow.source), name_of(definition, flow.target)
    return _("%(source)s → %(target)s") % {"source": ends[0], "target": ends[1]}


def _name(definition: Definition, node: Node) -> str:
    if label := in_words(node.labels):
        return label
    if isinstance(node, BoundaryTimer | CatchTimer):
        time = timer_words(node.timer)
        if isinstance(node, CatchTimer):
            return _("Wait: %(time)s") % {"time": time}
        host = in_words(definition.nodes[node.attached_to].labels) or node.attached_to
        return _("%(time)s on “%(step)s”") % {"time": time, "step": host}
    return f"{kind_of(definition, node)} ({node.id})"


def lane_name(lane: Lane) -> str:
    """Return the name of a lane, at worst its id."""
    return in_words(lane.labels) or lane.id
