"""What the checker says of thousands of damaged flowcharts, held against the real engine.

`MUTANTS=20000 pytest -s tests/protocols/test_mutants.py` tries more than the ordinary few, and tells
how many were found sound or not.
"""

import os
import sys
from collections import Counter
from contextlib import suppress
from itertools import product
from random import Random

import pytest

from protocols import engine
from protocols.actions import Action, Deed
from protocols.checker import check, is_sound
from protocols.checker.faults import Fault, FaultCode, find_faults
from protocols.definition import Definition
from protocols.elements import Field, FieldType
from protocols.engine import EventKind, State
from protocols.state import Doubled, Unsound
from tests.protocols.charts import EVERYTHING, LOOP, inclusive, interrupted, parallel
from tests.protocols.mutants import mutant
from tools.build_library import BUILT, build

MUTANTS = int(os.environ.get("MUTANTS", "100"))
SMALL = [LOOP, EVERYTHING, parallel(), inclusive(), interrupted()]
BASES = [*(build(*built) for built in BUILT), *SMALL]
WALKS, LONG = 6, 40
EVER = 4000
NO_END = {FaultCode.CANNOT_END, FaultCode.CONSENT_TRAP}
MOST_STATES = 1500


def answers(field: Field) -> list[bool | str | float | None]:
    if field.type is FieldType.YESNO:
        return [None, True, False]
    return [None, *(field.values or (1.0, 2.0, 3.0))]


def actions(definition: Definition, state: State, *, refusing: bool = False) -> list[Action]:
    """Every single thing that may happen; with `refusing` she consents to nothing."""
    found = [Action(Deed.FIRE, timer) for timer in state.timers]
    for name in state.steps:
        step = definition.steps[name]
        found.append(Action(Deed.DECLINE, name))
        if refusing and step.consent:
            continue
        for combination in product(*(answers(item) for item in step.fields)):
            given = {
                item.name: answer
                for item, answer in zip(step.fields, combination, strict=True)
                if answer is not None
            }
            found.append(Action(Deed.COMPLETE, name, given))
    return found


def a_move(definition: Definition, state: State, random: Random, *, refusing: bool) -> Action:
    """One of them, chosen without listing all answers."""
    name = random.choice([*sorted(state.steps), *sorted(state.timers)])
    if name in state.timers:
        return Action(Deed.FIRE, name)
    step = definition.steps[name]
    if random.random() < 0.3 or (refusing and step.consent):
        return Action(Deed.DECLINE, name)
    given = {item.name: random.choice(answers(item)) for item in step.fields}
    return Action(Deed.COMPLETE, name, {key: a for key, a in given.items() if a is not None})


def walk(
    definition: Definition, state: State, random: Random, *, moves: int, refusing: bool
) -> State:
    """Go on at random until the run ends, sticks, or has moved so often."""
    for _ in range(moves):
        if not (state.steps or state.timers):
            break
        move = a_move(definition, state, random, refusing=refusing)
        state, _ = move.apply(definition, state)
    return state


def replay(definition: Definition, path: tuple[Action, ...]) -> State:
    state, _ = engine.start(definition)
    for action in path:
        state, _ = action.apply(definition, state)
    return state


def show(definition: Definition, fault: Fault, random: Random) -> None:
    """Make the engine commit the fault that the checker told of."""
    if fault.code is FaultCode.STEP_DOUBLED:
        with pytest.raises(Doubled) as problem:
            replay(definition, fault.path)
        assert problem.value.element == fault.element
        if fault.path:
            replay(definition, fault.path[:-1])
    elif fault.code is FaultCode.DEADLOCK:
        state = replay(definition, fault.path)
        assert not state.ended
        assert fault.element in state.joins
        assert not (state.steps)
        assert not (state.timers)
    elif fault.code in {FaultCode.CANNOT_END, FaultCode.CONSENT_TRAP}:
        refusing = fault.code is FaultCode.CONSENT_TRAP
        begun = replay(definition, fault.path)
        if refusing:
            assert fault.element in begun.steps
        main = fault.element not in definition.side_elements
        for _ in range(WALKS if main else 0):
            with suppress(Unsound):
                assert not walk(definition, begun, random, moves=LONG, refusing=refusing).ended


def can_be_walked(definition: Definition, random: Random) -> None:
    """Random runs never stick nor double, and end, whether she consents or refuses everything."""
    for number in range(WALKS):
        state, _ = engine.start(definition)
        moves = EVER if number < 2 else LONG
        state = walk(definition, state, random, moves=moves, refusing=number % 2 == 0)
        assert state.ended or moves == LONG
        assert state.ended or state.steps or state.timers


class Search:
    """All states of a run, found without any short cut; `faults` is None when it is too large."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.states: list[State] = []
        self.back: list[list[tuple[int, Action]]] = []
        self.known: dict[str, int] = {}
        self.faults: set[str] | None = set()
        self.move(-1, None)
        for number, state in enumerate(self.states):
            if len(self.states) > MOST_STATES:
                self.faults = None
            if self.faults is None:
                return
            moves = [] if state.ended else actions(definition, state)
            if not moves and not state.ended:
                self.faults.add(FaultCode.DEADLOCK)
            for action in moves:
                self.move(number, action)
        if self.faults == set():
            self.faults = can_all_end(definition, self.states, self.back)

    def move(self, number: int, action: Action | None) -> None:
        if self.faults is None:
            return
        try:
            if action is None:
                after, _ = engine.start(self.definition)
            else:
                after, _ = action.apply(self.definition, self.states[number])
        except Doubled:
            self.faults.add(FaultCode.STEP_DOUBLED)
        except Unsound:
            self.faults = None
        else:
            self.keep(after, number, action)

    def keep(self, state: State, before: int, action: Action | None) -> None:
        bare = State(
            steps=dict.fromkeys(sorted(state.steps), ""),
            timers=dict.fromkeys(sorted(state.timers), ""),
            joins={join: tuple(sorted(state.joins[join])) for join in sorted(state.joins)},
            answers=dict(sorted(state.answers.items())),
            ended=state.ended,
        )
        place = self.known.setdefault(str(bare.to_json()), len(self.states))
        if place == len(self.states):
            self.states.append(bare)
            self.back.append([])
        if action is not None:
            self.back[place].append((before, action))


def can_all_end(definition, states, back) -> set[str]:
    ends = [number for number, state in enumerate(states) if state.ended]
    found: set[str] = set()
    for refusing, code in ((False, FaultCode.CANNOT_END), (True, FaultCode.CONSENT_TRAP)):
        fine, waiting = set(ends), list(ends)
        while waiting:
            for before, action in back[waiting.pop()]:
                consents = action.deed is Deed.COMPLETE and definition.steps[action.element].consent
                if before not in fine and not (refusing and consents):
                    fine.add(before)
                    waiting.append(before)
        if len(fine) < len(states):
            return {code}
    return found


def test_what_the_checker_proves_holds_in_the_engine():
    random = Random(20261122)
    told: Counter[str] = Counter()
    for number in range(MUTANTS):
        definition = mutant(BASES[number % len(BASES)], random)
        faults = find_faults(definition, most=2000)
        sound = is_sound(check(definition))
        told["sound" if sound else "unsound"] += 1
        told.update(str(code) for code in {fault.code for fault in faults})
        for fault in faults:
            show(definition, fault, random)
        if sound:
            can_be_walked(definition, random)
    sys.stdout.write(f"{told}\n")
    assert told["sound"] > MUTANTS / 20
    assert {"deadlock", "step_doubled", "consent_trap", "cannot_end"} <= told.keys()


def test_the_short_cuts_of_the_checker_lose_nothing():
    """Branches one by one, side branches apart, answers that count: as a full search finds it."""
    random = Random(1)
    compared: Counter[str] = Counter()
    for number in range(4 * MUTANTS):
        definition = mutant(SMALL[number % len(SMALL)], random)
        if not is_well_formed(definition):
            continue
        expected = Search(definition).faults
        if expected is None:
            continue
        codes = {
            fault.code
            for fault in find_faults(definition)
            # A side branch without an end is a fault of its own: the run ends all the same.
            if fault.element not in definition.side_elements or fault.code not in NO_END
        } - {FaultCode.UNREACHABLE}
        if FaultCode.CANNOT_END in expected:  # the full search then looks for no trap
            codes -= {FaultCode.CONSENT_TRAP}
        if not expected & {FaultCode.DEADLOCK, FaultCode.STEP_DOUBLED}:
            assert codes == expected, definition
        assert bool(codes) == bool(expected), definition
        compared.update(codes or {"sound"})
    sys.stdout.write(f"{compared}\n")
    assert compared["sound"] > 5


def is_well_formed(definition: Definition) -> bool:
    known = set(FaultCode)
    return not any(f.severity == "error" and f.code not in known for f in check(definition))


def test_every_event_of_a_sound_flowchart_can_happen():
    """No element of the library is out of reach: random runs meet each of them."""
    random = Random(2)
    for definition in SMALL:
        met: set[str] = set()
        for _ in range(200):
            state, events = engine.start(definition)
            met |= {event.element for event in events}
            for _ in range(LONG):
                if state.ended:
                    break
                move = a_move(definition, state, random, refusing=False)
                state, events = move.apply(definition, state)
                met |= {e.element for e in events if e.kind is not EventKind.TIMER_STARTED}
        waiting = {*definition.steps, *(t.id for on in definition.boundaries.values() for t in on)}
        assert waiting <= met
