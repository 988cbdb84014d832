"""Proves that runs of a flowchart can always go on to an end, or shows how one comes to harm. Pure.

Sound means: whatever is answered, refused or let pass, no run waits for what cannot come, nothing
opens twice at once, everything can be reached, and an end can always be reached, even when she
refuses from then on whatever needs her consent (Council of Europe Convention, art. 12(7)).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from protocols.actions import Action, Deed, Path
from protocols.checker.sides import take_apart
from protocols.checker.space import MAX_MOVES, Breach, Exit, Space, Visit
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Gateway, Start
from protocols.state import Doubled, State


class FaultCode(StrEnum):
    """What can be wrong with the runs of a flowchart."""

    DEADLOCK = "deadlock"
    STEP_DOUBLED = "step_doubled"
    BUSY_CIRCLE = "busy_circle"
    UNREACHABLE = "unreachable"
    CANNOT_END = "cannot_end"
    CONSENT_TRAP = "consent_trap"
    TOO_COMPLEX = "too_complex"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at an element, and a shortest way for a run to come to it."""

    code: FaultCode
    element: str
    path: Path = ()


def find_faults(definition: Definition, *, most: int = MAX_MOVES) -> list[Fault]:
    """Return the faults of all possible runs, each code once an element; [] proves it sound.

    `most` bounds the moves tried; a file that needs more is TOO_COMPLEX, which proves nothing.
    """
    main, sides = take_apart(definition)
    spaces = {"": Space(main, most)}
    ways: dict[str, Path] = {"": ()}
    for timer, side in sides.items():
        spaces[timer] = Space(side, most)
    for timer in sides:
        ways[timer] = _way_to(definition, spaces, timer)
    found: dict[tuple[FaultCode, str], Fault] = {}
    for part, space in spaces.items():
        for fault in _faults_of(space):
            path = (*ways[part], *fault.path)
            found.setdefault((fault.code, fault.element), replace(fault, path=path))
    return list(found.values())


def find_faults_from(definition: Definition, state: State, *, most: int = MAX_MOVES) -> list[Fault]:
    """Return the faults of all runs that go on from this state; [] proves that they can end.

    For a flowchart that was itself proved sound: branches that begin later are not followed anew.
    """
    main, sides = take_apart(definition)
    parts = [(main, _part(state, main.nodes.keys()))]
    for timer, side in sides.items():
        part = _part(state, side.nodes.keys() - {timer})
        if part.steps or part.timers or part.joins:
            parts.append((side, part))
    found: dict[tuple[FaultCode, str], Fault] = {}
    for part_definition, begin in parts:
        space = Space(part_definition, most, begin=begin)
        for fault in _faults_of(space, is_whole=False):
            found.setdefault((fault.code, fault.element), fault)
    return list(found.values())


def _part(state: State, names: Collection[str]) -> State:
    return State(
        steps={name: source for name, source in state.steps.items() if name in names},
        timers={name: source for name, source in state.timers.items() if name in names},
        joins={name: flows for name, flows in state.joins.items() if name in names},
        answers=state.answers,
    )


def _way_to(definition: Definition, spaces: dict[str, Space], timer: str) -> Path:
    """Return a shortest way to the moment when a side branch has just begun; () without any."""
    node = definition.nodes[timer]
    host = node.attached_to if isinstance(node, BoundaryTimer) else ""
    for part, space in spaces.items():
        visit = space.first_with(host)
        if visit is not None and part != timer:
            before = _way_to(definition, spaces, part) if part else ()
            return (*before, *space.path_to(visit), Action(Deed.FIRE, timer))
    return ()


def _faults_of(space: Space, *, is_whole: bool = True) -> Iterator[Fault]:
    yield from map(_breach(space), space.breaches)
    yield from _deadlocks(space)
    if not space.is_complete:
        yield Fault(FaultCode.TOO_COMPLEX, "")
        return
    yield from _endless(space)
    yield from _traps(space)
    if is_whole and not space.breaches:
        yield from _unreachable(space)


def _breach(space: Space) -> Callable[[Breach], Fault]:
    def fault(breach: Breach) -> Fault:
        is_doubled = isinstance(breach.problem, Doubled)
        way = space.path_to(breach.visit)
        return Fault(
            FaultCode.STEP_DOUBLED if is_doubled else FaultCode.BUSY_CIRCLE,
            breach.problem.element,
            (*way, breach.action) if breach.action else way,
        )

    return fault


def _is_dead(visit: Visit) -> bool:
    return not visit.state.ended and not visit.exits and not visit.faulty


def _deadlocks(space: Space) -> Iterator[Fault]:
    for number, visit in enumerate(space.visits):
        if _is_dead(visit) and not (visit.state.steps or visit.state.timers):
            for join in visit.state.joins:
                yield Fault(FaultCode.DEADLOCK, join, space.path_to(number))


def _can_reach(
    space: Space, goals: Iterable[int], *, by: Callable[[Exit], bool] = lambda _exit: True
) -> set[int]:
    """Return the visits from which a goal can be reached over exits that `by` allows."""
    before: list[list[int]] = [[] for _ in space.visits]
    for number, visit in enumerate(space.visits):
        for way in visit.exits:
            if by(way):
                before[way.to].append(number)
    waiting = list(goals)
    found = set(waiting)
    while waiting:
        new = [number for number in before[waiting.pop()] if number not in found]
        found.update(new)
        waiting += new
    return found


def _ended(space: Space) -> list[int]:
    return [number for number, visit in enumerate(space.visits) if visit.state.ended]


def _endless(space: Space) -> Iterator[Fault]:
    """Yield the first state from which a run goes on for ever without any other fault."""
    faulty = [n for n, visit in enumerate(space.visits) if visit.faulty or _is_dead(visit)]
    fine = _can_reach(space, [*_ended(space), *faulty])
    for number, visit in enumerate(space.visits):
        if number not in fine:
            element = next(iter((*visit.state.steps, *visit.state.timers)), "")
            yield Fault(FaultCode.CANNOT_END, element, space.path_to(number))
            return


def _traps(space: Space) -> Iterator[Fault]:
    """Yield the steps at which only her consent leads on to an end."""
    ends = _ended(space)
    free = _can_reach(space, ends, by=lambda way: not way.consenting)
    if len(free) == len(space.visits):
        return
    trapped = _can_reach(space, ends) - free
    told: set[str] = set()
    for number in sorted(trapped):
        for way in space.visits[number].exits:
            if way.consenting and way.to in free and way.action.element not in told:
                told.add(way.action.element)
                yield Fault(FaultCode.CONSENT_TRAP, way.action.element, space.path_to(number))


def _unreachable(space: Space) -> Iterator[Fault]:
    for name, node in space.definition.nodes.items():
        if name not in space.seen and not isinstance(node, Gateway | Start):
            yield Fault(FaultCode.UNREACHABLE, name)
