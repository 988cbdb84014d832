"""What all changes of a flowchart stand on: new ids, arrows turned, loose ends taken away. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import count

from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Flow, Gateway, Node, Start, UserTask
from protocols.graph import reach


class UnfitCode(StrEnum):
    """Why a change cannot be made."""

    UNKNOWN = "unknown"  # the element is not, or no longer, there
    NO_TARGET = "no_target"  # no arrow may lead there
    KEPT = "kept"  # it holds the flowchart together
    NOT_MOVABLE = "not_movable"
    SAME_PLACE = "same_place"
    LANE_IN_USE = "lane_in_use"
    LAST_LANE = "last_lane"
    NAME_TAKEN = "name_taken"
    NOT_SPLIT = "not_split"


class Unfit(Exception):
    """The change cannot be made to this flowchart; nothing was changed."""

    def __init__(self, code: UnfitCode) -> None:
        super().__init__(code)
        self.code = code


def fresh_id(definition: Definition, stem: str, besides: Collection[str] = ()) -> str:
    """Return an id that nothing in the file has yet: `step_4`."""
    lanes = {lane.id for lane in definition.lanes}
    taken = {*definition.nodes, *definition.flows, *lanes, definition.id, *besides}
    return next(name for number in count(1) if (name := f"{stem}_{number}") not in taken)


def node_of(definition: Definition, name: str) -> Node:
    """Return an element by id; Unfit when it is not there."""
    if name not in definition.nodes:
        raise Unfit(UnfitCode.UNKNOWN)
    return definition.nodes[name]


def flow_of(definition: Definition, name: str) -> Flow:
    """Return an arrow by id; Unfit when it is not there."""
    if name not in definition.flows:
        raise Unfit(UnfitCode.UNKNOWN)
    return definition.flows[name]


def can_be_target(definition: Definition, name: str) -> bool:
    """Return whether an arrow may lead to the element."""
    node = definition.nodes.get(name)
    return node is not None and not isinstance(node, Start | BoundaryTimer)


def check_arrow(definition: Definition, source: str, target: str) -> None:
    """Unfit unless an arrow may lead from one element to the other."""
    if source == target or not can_be_target(definition, target):
        raise Unfit(UnfitCode.NO_TARGET)


def with_nodes(definition: Definition, after: str, *nodes: Node) -> Definition:
    """Add elements, in the file right after another one."""
    found: dict[str, Node] = {}
    for name, node in definition.nodes.items():
        found[name] = node
        if name == after:
            found |= {new.id: new for new in nodes}
    return replace(definition, nodes=found)


def with_node(definition: Definition, node: Node) -> Definition:
    """Put an element in the place of the one with its id."""
    return replace(definition, nodes={**definition.nodes, node.id: node})


def with_flows(definition: Definition, *flows: Flow, after: str = "") -> Definition:
    """Add arrows or put them in the place of those with their ids; `after` says where in the file."""
    new = {flow.id: flow for flow in flows}
    found: dict[str, Flow] = {}
    for name, flow in definition.flows.items():
        found[name] = new.pop(name, flow)
        if name == after:
            found |= {key: item for key, item in new.items() if key not in definition.flows}
    return replace(definition, flows={**found, **{k: f for k, f in new.items() if k not in found}})


def without(
    definition: Definition, nodes: Collection[str], flows: Iterable[str] = ()
) -> Definition:
    """Take elements and arrows away, with all that hangs on them."""
    gone = set(nodes)
    gone |= {
        name
        for name, node in definition.nodes.items()
        if isinstance(node, BoundaryTimer) and node.attached_to in gone
    }
    dropped = set(flows)
    left = {
        name: flow
        for name, flow in definition.flows.items()
        if name not in dropped and not {flow.source, flow.target} & gone
    }
    kept = {
        name: _forget(node, left) for name, node in definition.nodes.items() if name not in gone
    }
    return replace(definition, nodes=kept, flows=left)


def _forget(node: Node, flows: Mapping[str, Flow]) -> Node:
    if isinstance(node, Gateway) and node.default not in {"", *flows}:
        return replace(node, default="")
    if isinstance(node, UserTask) and node.on_decline not in {"", *flows}:
        return replace(node, on_decline="")
    return node


def reached(definition: Definition) -> frozenset[str]:
    """Return all elements that some path from the start leads to."""
    successors = {
        name: (*following, *(timer.id for timer in definition.boundaries.get(name, ())))
        for name, following in definition.main_successors.items()
    }
    return reach(successors, [definition.start.id])


def pruned(before: Definition, after: Definition) -> Definition:
    """Take away what the change cut off from the start, and gateways it left without use."""
    cut = (reached(before) - reached(after)) & after.nodes.keys()
    found = without(after, cut)
    while (smaller := _collapsed(before, found)) is not found:
        found = smaller
    return found


def _collapsed(before: Definition, definition: Definition) -> Definition:
    """Turn the first gateway that lost its second arrow into a plain arrow."""
    for node in definition.nodes.values():
        if not isinstance(node, Gateway):
            continue
        ins, outs = definition.incoming[node.id], definition.outgoing[node.id]
        had = len(before.incoming.get(node.id, ())) + len(before.outgoing.get(node.id, ()))
        if len(ins) == len(outs) == 1 < had - 1 and ins[0].source != outs[0].target != node.id:
            straight = replace(ins[0], target=outs[0].target)
            found = without(definition, (), [outs[0].id])
            return without(with_flows(found, straight), [node.id])
    return definition
