"""Random runs of the library and of every kind of element: never stuck, never doubled."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import engine
from protocols.definition import Definition
from protocols.elements import FieldType, UserTask
from protocols.engine import EventKind, State
from tests.protocols.test_layout import DRAWN
from tools.build_library import BUILT, build

MOVES = 60
LIBRARY = [build(*built) for built in BUILT]


def answers(step: UserTask, draw: st.DrawFn) -> dict[str, bool | str | float]:
    given_answers: dict[str, bool | str | float] = {}
    for field in step.fields:
        if field.type is FieldType.YESNO:
            given_answers[field.name] = draw(st.booleans())
        elif field.values:
            given_answers[field.name] = draw(st.sampled_from(field.values))
    return given_answers


def thrown(step: UserTask, dice: Random) -> dict[str, bool | str | float]:
    return {
        field.name: dice.choice(
            [True, False] if field.type is FieldType.YESNO else list(field.values)
        )
        for field in step.fields
        if field.type is FieldType.YESNO or field.values
    }


def move(definition: Definition, state: State, draw: st.DrawFn) -> engine.Moved:
    kind, element = draw(
        st.sampled_from(
            [
                *(("complete", step) for step in sorted(state.steps)),
                *(("decline", step) for step in sorted(state.steps)),
                *(("fire", timer) for timer in sorted(state.timers)),
            ]
        )
    )
    if kind == "complete":
        return engine.complete(definition, state, element, answers(definition.steps[element], draw))
    if kind == "decline":
        return engine.decline(definition, state, element)
    return engine.fire(definition, state, element)


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_runs_never_stick_nor_double(definition, data):
    state, events = engine.start(definition)
    open_steps = [e.element for e in events if e.kind is EventKind.STEP_OPENED]
    for _ in range(MOVES):
        if state.ended:
            break
        assert state.steps or state.timers
        before = engine.reachable_steps(definition, state)
        assert set(state.steps) <= before
        state, events = move(definition, state, data.draw)
        assert State.from_json(state.to_json()) == state
        assert engine.reachable_steps(definition, state) <= before
        for event in events:
            if event.kind is EventKind.STEP_OPENED:
                open_steps.append(event.element)
            elif event.kind in {
                EventKind.STEP_COMPLETED, EventKind.STEP_DECLINED, EventKind.STEP_CANCELLED
            }:  # fmt: skip
                open_steps.remove(event.element)
        assert sorted(open_steps) == sorted(state.steps)
    if not state.ended:
        ended, _ = engine.end(definition, state)
        assert ended.ended


@pytest.mark.parametrize("definition", LIBRARY, ids=lambda definition: definition.id)
@pytest.mark.parametrize("seed", range(5))
def test_a_run_in_which_she_refuses_everything_comes_to_an_end(definition, seed):
    """Every step that asks her consent is refused; the others are answered by fair dice.

    Reviews are repeated as long as they are answered so: only an unlucky dice would go on for ever.
    """
    dice = Random(f"{definition.id} {seed}")
    state, _ = engine.start(definition)
    for _ in range(MOVES * 10):
        if state.ended:
            break
        waiting = sorted(state.steps)
        if not waiting:
            state, _ = engine.fire(definition, state, min(state.timers))
            continue
        step = definition.steps[dice.choice(waiting)]
        if step.consent:
            state, _ = engine.decline(definition, state, step.id)
        else:
            state, _ = engine.complete(definition, state, step.id, thrown(step, dice))
    assert state.ended
