"""Everywhere a run can get to, found by moving the engine itself in every possible way. Pure.

Breadth first, so the first way to a state is a shortest one. Two states are one when the same
steps, timers and joins wait and the answers that still count are the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from protocols import engine
from protocols.actions import Action, Deed, Path
from protocols.checker.branches import Block, find_blocks, first_branch, is_orderly
from protocols.checker.choices import (
    NOBODY_ANSWERED,
    Answers,
    Fields,
    answers_to_try,
    fields_that_count,
)
from protocols.definition import Definition
from protocols.elements import BoundaryTimer, Gateway, GatewayKind
from protocols.state import State, Unsound

MAX_MOVES = 20_000
Key = tuple[frozenset[object], ...]


@dataclass(frozen=True, slots=True)
class Exit:
    """A move out of a state; `consenting` when only her consent makes it possible."""

    to: int
    action: Action
    consenting: bool


@dataclass(slots=True)
class Visit:
    """A state that a run can be in, and the first move that led to it."""

    state: State
    before: int
    by: Action | None
    exits: list[Exit] = field(default_factory=list)
    faulty: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """The engine refused a move from this visit (-1: the very start) because the file is unsound."""

    problem: Unsound
    visit: int
    action: Action | None


class Space:
    """All states of a definition, explored on creation unless there are too many.

    From its start, or from the state `begin` in which a run waits.
    """

    def __init__(
        self, definition: Definition, most: int = MAX_MOVES, *, begin: State | None = None
    ) -> None:
        self.definition = definition
        self.visits: list[Visit] = []
        self.breaches: list[Breach] = []
        self.seen: set[str] = {definition.start.id}
        self.is_complete = False
        self._counting: Fields = fields_that_count(definition)
        self._answers = answers_to_try(definition, self._counting)
        self._blocks: tuple[Block, ...] = find_blocks(definition)
        self._known: dict[Key, int] = {}
        if begin is not None and not is_orderly(definition, self._blocks, begin):
            self._blocks = ()
        self._explore(most, begin)

    def path_to(self, visit: int) -> Path:
        """Return a shortest way from the start to a visit."""
        found: list[Action] = []
        while visit >= 0:
            by = self.visits[visit].by
            found += [by] if by else []
            visit = self.visits[visit].before
        return tuple(reversed(found))

    def first_with(self, step: str) -> int | None:
        """Return the first visit in which a step waits."""
        waiting = (n for n, visit in enumerate(self.visits) if step in visit.state.steps)
        return next(waiting, None)

    def _explore(self, most: int, begin: State | None) -> None:
        if begin is None:
            self._move(-1, None, consenting=False)
        else:
            self._visit(begin, -1, None)
        moves, number = 1, 0
        while number < len(self.visits):
            for action, consenting in self._actions(self.visits[number].state):
                moves += 1
                if moves > most:
                    return
                self._move(number, action, consenting=consenting)
            number += 1
        self.is_complete = True

    def _actions(self, state: State) -> Iterator[tuple[Action, bool]]:
        """Yield the moves that matter from a state; all others lead to the same places."""
        boundaries = self.definition.boundaries
        nodes = self.definition.nodes
        catching = {timer for timer in state.timers if not isinstance(nodes[timer], BoundaryTimer)}
        waiting = frozenset(state.steps.keys() | catching)
        chosen = first_branch(self._blocks, waiting, frozenset(state.joins))
        for step in state.steps:
            if step in chosen:
                yield from self._deeds(step)
                for timer in boundaries.get(step, ()):
                    if timer.id in state.timers:
                        yield Action(Deed.FIRE, timer.id), False
        for timer_id in state.timers:
            if timer_id in chosen:
                yield Action(Deed.FIRE, timer_id), False

    def _deeds(self, name: str) -> Iterator[tuple[Action, bool]]:
        """Yield the ways to close a step; one refused goes on as if nothing had been answered."""
        step = self.definition.steps[name]
        asks_consent = bool(step.consent)
        for answers in self._answers[name]:
            refusable = not step.on_decline and answers == NOBODY_ANSWERED
            yield Action(Deed.COMPLETE, name, answers), asks_consent and not refusable
        if step.on_decline:
            yield Action(Deed.DECLINE, name), False

    def _move(self, number: int, action: Action | None, *, consenting: bool) -> None:
        try:
            if action is None:
                state, events = engine.start(self.definition)
            else:
                state, events = action.apply(self.definition, self.visits[number].state)
        except Unsound as problem:
            self.breaches.append(Breach(problem, number, action))
            if number >= 0:
                self.visits[number].faulty = True
            return
        self.seen.update([event.element for event in events])
        to = self._visit(state, number, action)
        if action is not None:
            self.visits[number].exits.append(Exit(to, action, consenting))

    def _visit(self, state: State, before: int, by: Action | None) -> int:
        answers = self._answers_that_count(state)
        key = (
            frozenset(state.steps),
            frozenset(state.timers),
            frozenset(self._arrivals(state.joins)),
            frozenset(answers.items()),
        )
        number = self._known.setdefault(key, len(self.visits))
        if number == len(self.visits):
            kept = State(
                steps=state.steps,
                timers=state.timers,
                joins=state.joins,
                answers=answers,
                ended=state.ended,
            )
            self.visits.append(Visit(kept, before, by))
        return number

    def _answers_that_count(self, state: State) -> Answers:
        if not state.answers:
            return state.answers
        waiting = (*state.steps, *state.timers, *state.joins)
        counting = frozenset().union(*(self._counting[name] for name in waiting))
        return {name: answer for name, answer in state.answers.items() if name in counting}

    def _arrivals(self, joins: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
        """Yield what makes arrivals differ; an inclusive join does not mind which branches came."""
        for join, flows in joins.items():
            node = self.definition.nodes[join]
            inclusive = isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE
            for flow in flows[:1] if inclusive else flows:
                yield join, "" if inclusive else flow
