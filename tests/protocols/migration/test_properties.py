"""What is proved of running cases, held against the real engine.

`MOVES=4000 pytest -s tests/protocols/migration/test_properties.py` tries more than the ordinary few
and tells how many were proved.
"""

import os
import sys
from collections import Counter
from random import Random

import pytest

from protocols import engine
from protocols.checker import check, is_sound
from protocols.checker.faults import FaultCode
from protocols.definition import Definition
from protocols.engine import State
from protocols.migration.plans import Plan, can_wait, fitting, places_for
from protocols.migration.proof import Hindrance, Judge
from protocols.migration.suggestions import suggest
from protocols.state import Unsound
from tests.protocols.mutants import mutant
from tests.protocols.test_mutants import BASES, EVER, LONG, walk

MOVES = int(os.environ.get("MOVES", "200"))
MARKINGS, WALKS = 4, 4


def sound_versions(random: Random) -> list[Definition]:
    """A flowchart and later versions of it, all sound."""
    base = random.choice(BASES)
    changed = (mutant(base, random) for _ in range(12))
    return [base, *(other for other in changed if is_sound(check(other)))][:5]


def a_plan(old: Definition, new: Definition, random: Random) -> Plan:
    """Every element keeps its id, or two of them are sent anywhere, or a step is opened too."""
    if random.random() < 0.4:
        return Plan()
    names = random.choices(list(can_wait(old)), k=2)
    elements = {
        name: random.choice(places) for name in names if (places := places_for(old, new, name))
    }
    opening = tuple(random.choices(list(new.steps), k=random.randint(0, 1)))
    return fitting(old, new, Plan(elements=elements, opening=opening))


def a_place(old: Definition, random: Random) -> State:
    """Where a run of it may stand."""
    state, _ = engine.start(old)
    before = state
    for _ in range(random.randint(0, 12)):
        before, state = state, walk(old, state, random, moves=1, refusing=False)
    return before if state.ended else state


def goes_on_to_an_end(new: Definition, state: State, random: Random) -> None:
    for number in range(WALKS):
        moves = EVER if number < 2 else LONG
        after = walk(new, state, random, moves=moves, refusing=number % 2 == 0)
        assert after.ended or moves == LONG
        assert after.ended or after.steps or after.timers


def shows_its_fault(new: Definition, state: State, code: str, element: str, path: tuple) -> None:
    """Make the engine commit what the judge told of."""
    if code == FaultCode.DEADLOCK:
        for action in path:
            state, _ = action.apply(new, state)
        assert not state.ended
        assert element in state.joins
    elif code == FaultCode.STEP_DOUBLED:
        for action in path[:-1]:
            state, _ = action.apply(new, state)
        with pytest.raises(Unsound):
            path[-1].apply(new, state)


def try_one(random: Random) -> list[str]:
    versions = sound_versions(random)
    told = []
    for _ in range(MARKINGS * len(versions)):
        old, new = random.choice(versions), random.choice(versions)
        plan, state = a_plan(old, new, random), a_place(old, random)
        if state.ended:
            continue
        verdict = Judge(old, new, plan).judge(state)
        for _again in range(3):
            ideas = [] if verdict.is_proved else suggest(old, new, plan, state, verdict)
            if ideas:
                plan = ideas[0].applied(plan)
                after = Judge(old, new, plan).judge(state)
                assert after.is_proved == ideas[0].proves
                told.append("helped" if after.is_proved else "tried")
                verdict = after
        told.append(verdict.code or "proved")
        if verdict.is_proved and verdict.state is not None:
            goes_on_to_an_end(new, verdict.state, random)
        elif verdict.state is not None and verdict.code != Hindrance.ENDS_AT_ONCE:
            shows_its_fault(new, verdict.state, verdict.code, verdict.element, verdict.path)
    return told


@pytest.mark.parametrize("seed", range(10))
def test_what_is_proved_ends_and_what_is_not_shows_why(seed: int) -> None:
    random = Random(seed)
    told: Counter[str] = Counter()
    for _ in range(max(1, MOVES // 200)):
        told.update(try_one(random))

    sys.stdout.write(f"{dict(told)}\n")
    assert told["proved"] > 0
