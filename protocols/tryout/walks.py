"""Follows moves through a flowchart without a case, and sees where they lead. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from protocols import engine
from protocols.actions import Action, Deed
from protocols.definition import Definition
from protocols.elements import BoundaryTimer
from protocols.state import EngineError, Event, EventKind, State
from protocols.tryout.examples import Example

# What a run comes to, as an expected path tells it; timers on steps are left to the moves.
REACHED = frozenset(
    {
        EventKind.STEP_OPENED,
        EventKind.TIMER_STARTED,
        EventKind.NOTICE_SENT,
        EventKind.PROTOCOL_CALLED,
        EventKind.BRANCH_ENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a walk stands after a move (the first: after the start), and what that move reached."""

    move: Action | None
    state: State
    events: tuple[Event, ...]
    reached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk from the start; `failed` is the first move that could not be made, the rest is left."""

    stages: tuple[Stage, ...]
    failed: Action | None = None
    failure: EngineError | None = None

    @property
    def state(self) -> State:
        """Where it stands now."""
        return self.stages[-1].state if self.stages else State()

    @property
    def moves(self) -> tuple[Action, ...]:
        """The moves that were made."""
        return tuple(stage.move for stage in self.stages if stage.move)

    @property
    def path(self) -> tuple[str, ...]:
        """What it came to, in order."""
        return tuple(element for stage in self.stages for element in stage.reached)


def walk(definition: Definition, moves: Iterable[Action]) -> Walk:
    """Start a run and make the moves, as far as they go; never raises, also where it is unsound."""
    stages: list[Stage] = []
    try:
        stages.append(_stage(definition, None, engine.start(definition)))
    except EngineError as failure:
        return Walk((), None, failure)
    for move in moves:
        try:
            stages.append(_stage(definition, move, move.apply(definition, stages[-1].state)))
        except EngineError as failure:
            return Walk(tuple(stages), move, failure)
    return Walk(tuple(stages))


def _stage(definition: Definition, move: Action | None, moved: engine.Moved) -> Stage:
    state, events = moved
    reached = tuple(
        event.element
        for event in events
        if event.kind in REACHED and not isinstance(definition.nodes[event.element], BoundaryTimer)
    )
    return Stage(move, state, events, reached)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an example came out: all as expected, or where the run went another way.

    `after` is the last move that went as expected (None: the start). Then either `failed` could
    not be made, or the run came to `unexpected` and not to `missing`.
    """

    example: Example
    after: Action | None = None
    failed: Action | None = None
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the run took the expected path."""
        return not (self.failed or self.missing or self.unexpected)


def run_example(definition: Definition, example: Example) -> Outcome:
    """Walk an example and say where it leaves the expected path first."""
    taken = walk(definition, example.moves)
    expected = list(example.path)
    before: Action | None = None
    for stage in taken.stages:
        awaited, expected = expected[: len(stage.reached)], expected[len(stage.reached) :]
        if sorted(awaited) != sorted(stage.reached):
            return Outcome(
                example,
                after=stage.move,
                missing=_without(awaited, stage.reached),
                unexpected=_without(stage.reached, awaited),
            )
        before = stage.move
    if taken.failure:
        failed = taken.failed or Action(Deed.COMPLETE, definition.start.id)
        return Outcome(example, after=before, failed=failed)
    return Outcome(example, after=before, missing=tuple(expected))


def _without(all_of: Iterable[str], some: Iterable[str]) -> tuple[str, ...]:
    return tuple((Counter(all_of) - Counter(some)).elements())


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be done now: steps that wait, and timers that run with the step they are on ("")."""

    steps: tuple[str, ...] = ()
    timers: tuple[tuple[str, str], ...] = field(default=())


def choices(definition: Definition, state: State) -> Choices:
    """Return what can be done from a state, in the order of the file."""
    timers = []
    for name in definition.nodes:
        if name in state.timers:
            node = definition.nodes[name]
            timers.append((name, node.attached_to if isinstance(node, BoundaryTimer) else ""))
    return Choices(
        steps=tuple(name for name in definition.steps if name in state.steps),
        timers=tuple(timers),
    )
