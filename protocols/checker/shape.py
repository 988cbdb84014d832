"""Arrows: everything is reached, everything can go on, every split says how it splits."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from protocols.definition import Definition
from protocols.elements import BoundaryTimer, CatchTimer, End, Gateway, GatewayKind, Start, UserTask
from protocols.findings import Finding, Severity
from protocols.graph import backwards, reach

ONE = 1


def _error(code: str, element: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, element, message)


def check_shape(definition: Definition) -> Iterator[Finding]:
    """Yield what is wrong with the arrows."""
    yield from _check_lanes(definition)
    yield from _check_reach(definition)
    yield from _check_exits(definition)
    yield from _check_gateways(definition)
    yield from _check_circles(definition)


def _check_lanes(definition: Definition) -> Iterator[Finding]:
    used = {node.lane for node in definition.nodes.values()}
    for node in definition.nodes.values():
        if not node.lane:
            yield _error("no_lane", node.id, _("It is in no lane."))
    for lane in definition.lanes:
        if lane.id not in used:
            yield Finding("empty_lane", Severity.WARNING, lane.id, _("Nothing is in this lane."))


def _check_reach(definition: Definition) -> Iterator[Finding]:
    successors = {
        name: (*following, *(timer.id for timer in definition.boundaries.get(name, ())))
        for name, following in definition.main_successors.items()
    }
    reached = reach(successors, [definition.start.id])
    ends = [node.id for node in definition.nodes.values() if isinstance(node, End)]
    can_end = reach(backwards(successors), ends)
    for name in definition.nodes:
        if name not in reached:
            yield _error("unreachable", name, _("No path from the start leads here."))
        elif name not in can_end:
            yield _error("cannot_end", name, _("From here no end can be reached."))
    if not ends:
        yield _error("no_end", "", _("The flowchart has no end event."))


def _check_exits(definition: Definition) -> Iterator[Finding]:
    for node in definition.nodes.values():
        flows = definition.outgoing[node.id]
        if isinstance(node, End):
            if flows:
                yield _error("exit_from_end", node.id, _("No arrow may leave an end event."))
        elif not flows:
            yield _error("no_exit", node.id, _("No arrow leaves it: a run would stay here."))
        elif not isinstance(node, Gateway) and len(definition.ordinary_flows(node.id)) != ONE:
            yield _error(
                "implicit_split",
                node.id,
                _("Exactly one arrow leaves it (and one for a refusal): put a gateway after it."),
            )
        if isinstance(node, Start | BoundaryTimer) and definition.incoming[node.id]:
            yield _error("entry_into_start", node.id, _("No arrow may lead here."))


def _check_gateways(definition: Definition) -> Iterator[Finding]:
    for node in definition.nodes.values():
        if isinstance(node, Gateway):
            yield from _check_gateway(definition, node)


def _check_gateway(definition: Definition, node: Gateway) -> Iterator[Finding]:
    ins, outs = len(definition.incoming[node.id]), len(definition.outgoing[node.id])
    if node.kind is not GatewayKind.EXCLUSIVE and ins > 1 and outs > 1:
        yield _error("split_and_join", node.id, _("It joins and splits at once: use two gateways."))
    if ins == outs == ONE:
        yield Finding(
            "idle_gateway", Severity.WARNING, node.id, _("It neither splits nor joins anything.")
        )
    if node.kind is not GatewayKind.PARALLEL and outs > 1 and not node.default:
        yield _error("no_default", node.id, _("It has no default arrow for when no answer fits."))


def _check_circles(definition: Definition) -> Iterator[Finding]:
    """Find circles in which nobody is waited for: a run would turn in them for ever."""
    pausing = {
        name
        for name, node in definition.nodes.items()
        if isinstance(node, UserTask | CatchTimer | BoundaryTimer)
    }
    successors = {
        name: () if name in pausing else tuple(set(following) - pausing)
        for name, following in definition.main_successors.items()
    }
    for name in definition.nodes:
        if name not in pausing and name in reach(successors, successors[name]):
            yield _error("busy_circle", name, _("It is in a circle without a step or a timer."))
