"""Changes of the order: elements added on an arrow, moved to another one, removed. Pure."""

from dataclasses import replace

from protocols.definition import Definition
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    SendTask,
    Start,
    UserTask,
)
from protocols.studio.edits.ground import (
    Unfit,
    UnfitCode,
    check_arrow,
    flow_of,
    fresh_id,
    node_of,
    pruned,
    with_flows,
    with_nodes,
    without,
)

MOVABLE = UserTask | SendTask | CatchTimer | CallActivity


def insert(definition: Definition, flow_id: str, node: Node) -> Definition:
    """Put a new element on an arrow; its condition and words stay on the part before it."""
    flow = flow_of(definition, flow_id)
    rest = Flow(id=fresh_id(definition, "flow"), source=node.id, target=flow.target)
    found = with_nodes(definition, flow.source, node)
    return with_flows(found, replace(flow, target=node.id), rest, after=flow_id)


def insert_split(
    definition: Definition, flow_id: str, kind: GatewayKind, step: UserTask
) -> Definition:
    """Put a split and its join on an arrow: one branch with a new step, one that goes straight on."""
    flow = flow_of(definition, flow_id)
    flow_ids: list[str] = []
    for _number in range(4):
        flow_ids.append(fresh_id(definition, "flow", flow_ids))
    enter, leave, straight, rest = flow_ids
    lane = definition.nodes[flow.source].lane
    split = Gateway(
        id=fresh_id(definition, "split", [step.id]),
        lane=lane,
        kind=kind,
        default="" if kind is GatewayKind.PARALLEL else straight,
    )
    join = Gateway(id=fresh_id(definition, "join", [step.id]), lane=lane, kind=kind)
    return with_flows(
        with_nodes(definition, flow.source, split, step, join),
        replace(flow, target=split.id),
        Flow(id=enter, source=split.id, target=step.id),
        Flow(id=leave, source=step.id, target=join.id),
        Flow(id=straight, source=split.id, target=join.id),
        Flow(id=rest, source=join.id, target=flow.target),
        after=flow_id,
    )


def add_timer(definition: Definition, timer: BoundaryTimer, target: str) -> Definition:
    """Put a timer on a step that takes its place after a time, and say where it leads."""
    _check_host(definition, timer)
    check_arrow(definition, timer.id, target)
    flow = Flow(id=fresh_id(definition, "flow"), source=timer.id, target=target)
    return with_flows(with_nodes(definition, timer.attached_to, timer), flow)


def add_side_timer(definition: Definition, timer: BoundaryTimer, beside: Node) -> Definition:
    """Put a timer on a step that starts a branch beside it: one element, and an end of its own."""
    _check_host(definition, timer)
    end = End(
        id=fresh_id(definition, "end", [timer.id, beside.id]),
        lane=beside.lane,
        labels=beside.labels,
    )
    first = fresh_id(definition, "flow")
    second = fresh_id(definition, "flow", [first])
    return with_flows(
        with_nodes(definition, timer.attached_to, timer, beside, end),
        Flow(id=first, source=timer.id, target=beside.id),
        Flow(id=second, source=beside.id, target=end.id),
    )


def _check_host(definition: Definition, timer: BoundaryTimer) -> None:
    if not isinstance(node_of(definition, timer.attached_to), UserTask):
        raise Unfit(UnfitCode.UNKNOWN)


def move(definition: Definition, node_id: str, flow_id: str) -> Definition:
    """Take a step out of its place and put it on another arrow; its timers go with it."""
    node, flow = node_of(definition, node_id), flow_of(definition, flow_id)
    if not isinstance(node, MOVABLE):
        raise Unfit(UnfitCode.NOT_MOVABLE)
    if node_id in {flow.source, flow.target}:
        raise Unfit(UnfitCode.SAME_PLACE)
    out = _way_on(definition, node)
    found = _bypass(definition, node_id, out)
    if flow_id not in found.flows:
        raise Unfit(UnfitCode.NOT_MOVABLE)
    flow = found.flows[flow_id]
    rest = replace(out, source=node_id, target=flow.target, labels={}, condition=None)
    found = with_flows(found, replace(flow, target=node_id), rest, after=flow_id)
    return pruned(definition, found)


def remove(definition: Definition, node_id: str) -> Definition:
    """Take an element away: what led to it leads on; what only it led to goes with it."""
    node = node_of(definition, node_id)
    if isinstance(node, Start):
        raise Unfit(UnfitCode.KEPT)
    if isinstance(node, BoundaryTimer):
        return pruned(definition, without(definition, [node_id]))
    if isinstance(node, End):
        return _remove_end(definition, node)
    found = _bypass(definition, node_id, _way_on(definition, node))
    return pruned(definition, without(found, [node_id]))


def _remove_end(definition: Definition, end: End) -> Definition:
    """Let what ended here end at another end; the last one stays."""
    others = [name for name, node in definition.nodes.items() if isinstance(node, End)]
    others = [name for name in others if name != end.id and name not in definition.side_elements]
    if not others or end.id in definition.side_elements:
        raise Unfit(UnfitCode.KEPT)
    turned = [replace(flow, target=others[0]) for flow in definition.incoming[end.id]]
    return pruned(definition, without(with_flows(definition, *turned), [end.id]))


def _way_on(definition: Definition, node: Node) -> Flow:
    """Return the arrow by which a run goes on after the element: of a split, its default."""
    flows = definition.ordinary_flows(node.id)
    default = node.default if isinstance(node, Gateway) else ""
    ways = [flow for flow in flows if flow.id == default] or list(flows)
    if not ways:
        raise Unfit(UnfitCode.KEPT)
    return ways[0]


def _bypass(definition: Definition, node_id: str, out: Flow) -> Definition:
    """Let all arrows into an element lead on to where `out` leads, which is taken away.

    A branch of a split that becomes the same as another one is dropped, but for the default.
    """
    if out.target == node_id:
        raise Unfit(UnfitCode.KEPT)
    kept: list[Flow] = []
    dropped = [out.id]
    for flow in definition.incoming[node_id]:
        source = definition.nodes[flow.source]
        if flow.source == out.target:
            raise Unfit(UnfitCode.KEPT)
        twins = {
            other.id
            for other in definition.outgoing[flow.source]
            if other.target == out.target and isinstance(source, Gateway)
        }
        if twins and not (isinstance(source, Gateway) and source.default == flow.id):
            dropped.append(flow.id)
        else:
            dropped += twins
            kept.append(replace(flow, target=out.target))
    return without(with_flows(definition, *kept), (), dropped)
