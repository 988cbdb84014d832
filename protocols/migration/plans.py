"""What becomes of each element when runs go over to another version: the manager's plan. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from protocols.definition import CatchTimer, Definition, UserTask
from protocols.elements import BoundaryTimer


@dataclass(frozen=True, slots=True)
class Plan:
    """`elements` and `lanes`: old id → new id, where they differ; what is not named keeps its id.

    `opening`: steps of the new version that open where a join would wait for their branch in vain.
    """

    elements: Mapping[str, str] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)
    opening: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "elements": dict(self.elements),
            "lanes": dict(self.lanes),
            "opening": list(self.opening),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the plan that `to_json` wrote."""
        return cls(stored["elements"], stored["lanes"], tuple(stored["opening"]))

    def element(self, name: str) -> str:
        """Return the id that an element has in the new version, whether it is there or not."""
        return self.elements.get(name, name)

    def lane(self, name: str) -> str:
        """Return the id that a lane has in the new version, whether it is there or not."""
        return self.lanes.get(name, name)


def can_wait(definition: Definition) -> Iterator[str]:
    """Yield the elements at which a run can wait, in the order of the file; joins last."""
    joins = []
    for node in definition.nodes.values():
        if isinstance(node, UserTask | CatchTimer | BoundaryTimer):
            yield node.id
        elif definition.is_join(node):
            joins.append(node.id)
    yield from joins


def places_for(old: Definition, new: Definition, element: str) -> list[str]:
    """Return the elements of the new version that can take what waits at an old one."""
    node = old.nodes[element]
    return [name for name in can_wait(new) if _takes(new, name, old, node.id)]


def _takes(new: Definition, name: str, old: Definition, element: str) -> bool:
    there, here = new.nodes[name], old.nodes[element]
    if isinstance(here, CatchTimer):
        return isinstance(there, CatchTimer | UserTask)
    for kind in (UserTask, BoundaryTimer):
        if isinstance(here, kind):
            return isinstance(there, kind)
    return new.is_join(there)


def without_place(old: Definition, new: Definition, plan: Plan) -> list[str]:
    """Return the elements at which a run can wait that have no place in the new version.

    A timer on a step needs none: without it the step simply has that timer no more.
    """
    return [
        name
        for name in can_wait(old)
        if not isinstance(old.nodes[name], BoundaryTimer)
        and plan.element(name) not in places_for(old, new, name)
    ]


def lanes_without_place(old: Definition, new: Definition, plan: Plan) -> list[str]:
    """Return the lanes of the old version that the new one has no more."""
    known = {lane.id for lane in new.lanes}
    return [lane.id for lane in old.lanes if plan.lane(lane.id) not in known]


def fitting(old: Definition, new: Definition, plan: Plan) -> Plan:
    """Return the plan without what says nothing: unknown elements, and names that stay the same."""
    lanes = {lane.id for lane in new.lanes}
    return Plan(
        elements={
            name: to
            for name, to in plan.elements.items()
            if name != to and name in old.nodes and to in places_for(old, new, name)
        },
        lanes={
            name: to
            for name, to in plan.lanes.items()
            if name != to and to in lanes and any(lane.id == name for lane in old.lanes)
        },
        opening=tuple(dict.fromkeys(step for step in plan.opening if step in new.steps)),
    )


def doubled(old: Definition, plan: Plan) -> list[str]:
    """Return the new elements that two elements of the old version would become."""
    names = [plan.element(name) for name in can_wait(old)]
    return sorted({name for name in names if names.count(name) > 1})
