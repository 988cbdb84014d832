"""What could be added to a plan so that runs that cannot go over can. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from protocols.checker.faults import FaultCode
from protocols.definition import Definition, Flow, Gateway, GatewayKind, UserTask
from protocols.elements import BoundaryTimer, Node, say
from protocols.migration.carry import unfed
from protocols.migration.plans import Plan, can_wait, places_for
from protocols.migration.proof import Hindrance, Judge, Verdict
from protocols.state import State

MOST = 3
ALIKE = 0.5
LANE_COUNTS = 0.3


class Kind(StrEnum):
    """What a suggestion changes in the plan."""

    OPEN = "open"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Also open the step `to`; or let what waits at the old `element` wait at `to`.

    `proves`: with it the marking it was made for is proved.
    """

    kind: Kind
    to: str
    element: str = ""
    proves: bool = False

    def applied(self, plan: Plan) -> Plan:
        """Return the plan with it."""
        if self.kind is Kind.OPEN:
            return replace(plan, opening=(*plan.opening, self.to))
        return replace(plan, elements={**plan.elements, self.element: self.to})


def suggest(
    old: Definition, new: Definition, plan: Plan, state: State, verdict: Verdict
) -> list[Suggestion]:
    """Return what could help a run that stands like this, the best first; each was tried."""
    if verdict.code == Hindrance.NO_PLACE:
        ideas = _places(old, new, plan, verdict.element)
    elif verdict.code == FaultCode.DEADLOCK and verdict.state is not None:
        ideas = _branches(new, verdict.state)
    else:
        return []
    found = []
    for idea in ideas:
        after = Judge(old, new, idea.applied(plan)).judge(state)
        if (after.code, after.element) != (verdict.code, verdict.element):
            found.append(replace(idea, proves=after.is_proved))
    return sorted(found, key=lambda one: not one.proves)[:MOST]


def _places(old: Definition, new: Definition, plan: Plan, element: str) -> Iterator[Suggestion]:
    """Yield the places most like an element that is gone, then the steps that came after it."""
    taken = {plan.element(name) for name in can_wait(old)}
    free = [name for name in places_for(old, new, element) if name not in taken]
    node = old.nodes[element]
    scored = [(_likeness(node, new.nodes[name]), name) for name in free]
    best = [name for score, name in sorted(scored, key=lambda one: -one[0]) if score >= ALIKE]
    for name in dict.fromkeys([*best, *_after(old, new, element)]):
        yield Suggestion(Kind.MAP, name, element)


def _likeness(one: Node, other: Node) -> float:
    """Return from 0 to 1 how alike two elements are by lane and by label."""
    labels = SequenceMatcher(None, say(one.labels, "es"), say(other.labels, "es")).ratio()
    return LANE_COUNTS * (one.lane == other.lane) + (1 - LANE_COUNTS) * labels


def _after(old: Definition, new: Definition, element: str) -> list[str]:
    """Return the first steps after an old one, in its branch, that the new version still has."""
    found: list[str] = []
    seen = {element}
    waiting = [flow.target for flow in old.ordinary_flows(element)]
    while waiting:
        name = waiting.pop(0)
        if name in seen or old.is_join(old.nodes[name]):
            continue
        seen.add(name)
        if isinstance(old.nodes[name], UserTask) and name in new.steps:
            found.append(name)
        else:
            waiting += [flow.target for flow in old.outgoing[name]]
    return found


def _branches(new: Definition, state: State) -> Iterator[Suggestion]:
    """Yield the first steps of the branches that joins wait for in vain."""
    waiting = (*state.steps, *state.timers)
    for flow in unfed(new, waiting, state.joins).values():
        for step in _first_steps(new, flow):
            yield Suggestion(Kind.OPEN, step)


def _first_steps(definition: Definition, last: Flow) -> list[str]:
    """Return the steps with which a branch begins that ends with this arrow."""
    seen: set[str] = set()
    first: list[str] = []
    waiting = [last.source]
    while waiting:
        name = waiting.pop(0)
        node = definition.nodes[name]
        if name in seen or _splits(definition, node):
            continue
        seen.add(name)
        before = [flow.source for flow in definition.incoming[name]]
        if isinstance(node, BoundaryTimer):
            before = [node.attached_to]
        waiting += before
        if isinstance(node, UserTask):
            first.append(name)
    inner = {
        name
        for name in first
        for flow in definition.incoming[name]
        if _leads_from(definition, flow.source, set(first) - {name})
    }
    return [name for name in first if name not in inner] or first[-1:]


def _leads_from(definition: Definition, name: str, steps: set[str]) -> bool:
    """Say whether a step is just before this element, with no other step between."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in steps:
            return True
        node = definition.nodes[here]
        if here not in seen and not isinstance(node, UserTask) and not _splits(definition, node):
            seen.add(here)
            waiting += [flow.source for flow in definition.incoming[here]]
    return False


def _splits(definition: Definition, node: Node) -> bool:
    return (
        isinstance(node, Gateway)
        and node.kind is not GatewayKind.EXCLUSIVE
        and len(definition.outgoing[node.id]) > 1
    )
