"""What timers do to a run, in the flow and on a step."""

import pytest

from protocols import engine
from protocols.engine import EventKind, State
from tests.protocols.charts import (
    chart,
    clock,
    interrupted,
    kinds,
    step,
    wait,
)


def test_catch_timer_waits_and_keeps_the_step_it_came_from():
    definition = chart([step("a"), wait("w"), step("b")], "s a", "a w", "w b", "b e")
    state, _ = engine.start(definition)
    state, events = engine.complete(definition, state, "a")
    assert state == State(timers={"w": "a"})
    assert kinds(events)[-1] == "timer_started w a"

    state, events = engine.fire(definition, state, "w")

    assert state == State(steps={"b": "a"})
    assert kinds(events) == ["timer_fired w a", "step_opened b a"]


def test_fire_refuses_a_timer_that_does_not_run():
    definition = chart([step("a"), wait("w")], "s a", "a w", "w e")
    state, _ = engine.start(definition)

    with pytest.raises(engine.NotWaiting):
        engine.fire(definition, state, "w")


def test_interrupting_timer_cancels_its_step():
    definition = interrupted()
    state, events = engine.start(definition)
    assert kinds(events)[-1] == "timer_started t"

    state, events = engine.fire(definition, state, "t")

    assert state == State(steps={"c": ""})
    assert kinds(events) == ["timer_fired t", "step_cancelled a", "step_opened c"]


def test_completing_a_step_stops_its_timer():
    definition = interrupted()
    state, _ = engine.start(definition)

    state, events = engine.complete(definition, state, "a")

    assert state == State(steps={"b": "a"})
    assert "timer_cancelled t" in kinds(events)


def beside():
    return chart(
        [step("a"), clock("t", "a", interrupting=False), step("side"), step("b")],
        "s a", "t side", "side e2", "a b", "b a",
    )  # fmt: skip


def test_timer_beside_a_step_starts_a_side_branch_once():
    definition = beside()
    state, _ = engine.start(definition)

    state, _ = engine.fire(definition, state, "t")
    assert set(state.steps) == {"a", "side"}
    state, _ = engine.complete(definition, state, "a")
    state, _ = engine.complete(definition, state, "b")
    assert set(state.timers) == {"t"}
    state, events = engine.fire(definition, state, "t")

    assert set(state.steps) == {"a", "side"}
    assert kinds(events) == ["timer_fired t b"]


def test_side_branch_ends_by_itself_and_may_start_again():
    definition = beside()
    state, _ = engine.start(definition)
    state, _ = engine.fire(definition, state, "t")
    state, events = engine.complete(definition, state, "side")
    assert kinds(events) == ["step_completed side", "branch_ended e2 side"]
    assert set(state.steps) == {"a"}
    state, _ = engine.complete(definition, state, "a")
    state, _ = engine.complete(definition, state, "b")

    state, _ = engine.fire(definition, state, "t")

    assert set(state.steps) == {"a", "side"}


def test_end_of_the_main_branch_ends_side_branches():
    definition = chart(
        [step("a"), clock("t", "a", interrupting=False), step("side")],
        "s a", "t side", "side e2", "a e",
    )  # fmt: skip
    state, _ = engine.start(definition)
    state, _ = engine.fire(definition, state, "t")

    state, events = engine.complete(definition, state, "a")

    assert state == State(ended=True)
    assert kinds(events) == [
        "step_completed a", "branch_ended e a", "step_cancelled side", "run_ended e a"
    ]  # fmt: skip


def test_migrate_keeps_steps_timers_and_answers():
    old, new = interrupted(), chart(
        [step("a2"), clock("t", "a2"), clock("t2", "a2"), step("c"), step("d")],
        "s a2", "a2 e", "t c", "c e2", "t2 d", "d e3",
    )  # fmt: skip
    state, _ = engine.start(old)

    moved, events = engine.migrate(old, new, state, {"a": "a2"})

    assert moved == State(steps={"a2": ""}, timers={"t": "", "t2": ""})
    assert [(event.kind, event.element) for event in events] == [
        (EventKind.RUN_MIGRATED, "s"),
        (EventKind.TIMER_STARTED, "t2"),
    ]
