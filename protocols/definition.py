"""A parsed protocol file as the engine, the checker and the drawing read it.

Elements are named by their BPMN element id, which is also the identity of a step in a run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from protocols.elements import (
    Assign,
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    DueKind,
    Effect,
    End,
    Field,
    FieldType,
    Flow,
    Gateway,
    GatewayKind,
    Labels,
    Lane,
    Node,
    ReferralNeed,
    SendTask,
    Start,
    Timer,
    UserTask,
    say,
)
from protocols.graph import between, nearest_post_dominator, reach

__all__ = [
    "LIBRARY_CODES",
    "Assign",
    "BoundaryTimer",
    "CallActivity",
    "CatchTimer",
    "Definition",
    "DueKind",
    "Effect",
    "End",
    "Field",
    "FieldType",
    "Flow",
    "Gateway",
    "GatewayKind",
    "Labels",
    "Lane",
    "Node",
    "ReferralNeed",
    "SendTask",
    "Start",
    "Timer",
    "UserTask",
    "say",
]

LIBRARY_CODES = (
    "detection_identification",
    "first_reception",
    "integral_care_plan",
    "child_protection",
    "regularisation",
    "international_protection",
    "voluntary_return",
    "employment_inclusion",
)


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A whole flowchart. Derived views are computed once, on first use."""

    id: str
    code: str
    country: str = ""
    pillar: str = ""
    labels: Labels
    notes: Labels = field(default_factory=dict)
    lanes: tuple[Lane, ...]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    sources: Mapping[str, Labels] = field(default_factory=dict)

    def lane(self, lane_id: str) -> Lane:
        """Return a lane by id; KeyError when there is none."""
        return self._lanes[lane_id]

    def step(self, element: str) -> UserTask | None:
        """Return the step with this id, or None when the element is no step."""
        node = self.nodes.get(element)
        return node if isinstance(node, UserTask) else None

    def ordinary_flows(self, node_id: str) -> tuple[Flow, ...]:
        """Return the flows out of a node without the one taken when she refuses."""
        node = self.nodes[node_id]
        declined = node.on_decline if isinstance(node, UserTask) else ""
        return tuple(flow for flow in self.outgoing[node_id] if flow.id != declined)

    def is_join(self, node: Node) -> bool:
        """Return whether tokens wait for each other here: several flows in, not exclusive."""
        return (
            isinstance(node, Gateway)
            and node.kind is not GatewayKind.EXCLUSIVE
            and len(self.incoming[node.id]) > 1
        )

    def is_inclusive_split(self, gateway: Gateway) -> bool:
        """Return whether several branches may be taken here at once, by their conditions."""
        return gateway.kind is GatewayKind.INCLUSIVE and len(self.outgoing[gateway.id]) > 1

    @cached_property
    def _lanes(self) -> Mapping[str, Lane]:
        return {lane.id: lane for lane in self.lanes}

    @cached_property
    def start(self) -> Start:
        """The start event; the parser admits only files with exactly one."""
        return next(node for node in self.nodes.values() if isinstance(node, Start))

    @cached_property
    def steps(self) -> Mapping[str, UserTask]:
        """All steps by id, in the order of the file."""
        return {node.id: node for node in self.nodes.values() if isinstance(node, UserTask)}

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The coded answers of the file by name."""
        return {item.name: item for step in self.steps.values() for item in step.fields}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        """Flows out of every node, in the order of the file."""
        return self._flows_by(flow.source for flow in self.flows.values())

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        """Flows into every node, in the order of the file."""
        return self._flows_by(flow.target for flow in self.flows.values())

    def _flows_by(self, ends: Iterable[str]) -> Mapping[str, tuple[Flow, ...]]:
        found: dict[str, list[Flow]] = {node_id: [] for node_id in self.nodes}
        for end, flow in zip(ends, self.flows.values(), strict=True):
            found[end].append(flow)
        return {node_id: tuple(flows) for node_id, flows in found.items()}

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[BoundaryTimer, ...]]:
        """The timers on every step."""
        found: dict[str, tuple[BoundaryTimer, ...]] = {}
        for node in self.nodes.values():
            if isinstance(node, BoundaryTimer):
                found[node.attached_to] = (*found.get(node.attached_to, ()), node)
        return found

    @cached_property
    def main_successors(self) -> Mapping[str, tuple[str, ...]]:
        """What may follow each node on the main branch, interrupting timers included."""
        return {
            node_id: (
                *(flow.target for flow in self.outgoing[node_id]),
                *(timer.id for timer in self.boundaries.get(node_id, ()) if timer.interrupting),
            )
            for node_id in self.nodes
        }

    @cached_property
    def side_branches(self) -> Mapping[str, frozenset[str]]:
        """The elements of the side branch that each non-interrupting timer starts."""
        return {
            timer.id: reach(self.main_successors, [flow.target for flow in self.outgoing[timer.id]])
            for timers in self.boundaries.values()
            for timer in timers
            if not timer.interrupting
        }

    @cached_property
    def side_elements(self) -> frozenset[str]:
        """All elements that belong to a side branch."""
        return frozenset().union(*self.side_branches.values())

    @cached_property
    def inclusive_blocks(self) -> Mapping[str, frozenset[str]]:
        """The elements between an inclusive join and its split, by the join's id."""
        found: dict[str, frozenset[str]] = {}
        for node in self.nodes.values():
            if isinstance(node, Gateway) and self.is_inclusive_split(node):
                join = nearest_post_dominator(self.main_successors, node.id)
                if join:
                    found[join] = between(self.main_successors, node.id, join)
        return found
