"""Runs as a whole: ended by a person, stored, cut short, moved to another version."""

import pytest

from protocols import engine
from protocols.engine import State
from tests.protocols.charts import (
    chart,
    gateway,
    inclusive,
    interrupted,
    kinds,
    number,
    parallel,
    step,
    wait,
    yesno,
)


def test_end_cancels_everything_from_any_state():
    definition = parallel()
    state, _ = engine.start(definition)
    state, _ = engine.complete(definition, state, "a")

    state, events = engine.end(definition, state)

    assert state == State(ended=True)
    assert kinds(events) == ["step_cancelled b", "run_ended"]
    with pytest.raises(engine.NotWaiting):
        engine.end(definition, state)


def test_unsound_files_are_reported_and_not_followed():
    doubled = chart([gateway("g", "parallel"), step("a")], "s g", "g a", "g e", "a e")
    twice = chart(
        [gateway("g", "parallel"), gateway("m", "exclusive"), gateway("n", "exclusive"), step("a")],
        "s g", "g m", "g n", "m a", "n a", "a e",
    )  # fmt: skip
    circle = chart(
        [step("a"), gateway("m", "exclusive"), gateway("n", "exclusive")],
        "s a", "a m", "m n", "n m",
    )  # fmt: skip

    assert engine.start(doubled)[0].steps == {"a": ""}
    with pytest.raises(engine.Unsound):
        engine.start(twice)
    state, _ = engine.start(circle)
    with pytest.raises(engine.Unsound):
        engine.complete(circle, state, "a")


def test_reachable_steps_shrink_as_the_run_goes_on():
    definition = interrupted()
    state, _ = engine.start(definition)
    assert engine.reachable_steps(definition, state) == {"a", "b", "c"}

    state, _ = engine.complete(definition, state, "a")
    assert engine.reachable_steps(definition, state) == {"b"}

    state, _ = engine.complete(definition, state, "b")
    assert engine.reachable_steps(definition, state) == frozenset()


def test_reachable_steps_count_what_lies_behind_a_join_that_waits():
    definition = parallel()
    state, _ = engine.start(definition)
    state, _ = engine.complete(definition, state, "a")

    assert engine.reachable_steps(definition, state) == {"b", "c"}


def test_state_survives_being_stored():
    definition = inclusive()
    state, _ = engine.start(definition)
    state, _ = engine.complete(definition, state, "a", {"p": True, "q": True})
    state, _ = engine.complete(definition, state, "y")

    assert State.from_json(state.to_json()) == state


def test_migrate_refuses_steps_without_a_place():
    old = parallel()
    new = chart([step("a"), step("c")], "s a", "a c", "c e")
    state, _ = engine.start(old)

    with pytest.raises(engine.NotMigratable):
        engine.migrate(old, new, state)
    with pytest.raises(engine.NotMigratable):
        engine.migrate(old, new, state, {"b": "a"})


def test_migrate_keeps_what_has_arrived_at_a_join():
    old, new = parallel(), parallel()
    state, _ = engine.start(old)
    state, _ = engine.complete(old, state, "a")

    moved, _ = engine.migrate(old, new, state)

    assert moved == state


def test_migrate_keeps_answers_that_still_have_the_same_meaning():
    old = chart([step("a", yesno("p"), number("n")), step("b")], "s a", "a b", "b e")
    new = chart([step("a", yesno("p"), yesno("n")), step("b")], "s a", "a b", "b e")
    state, _ = engine.start(old)
    state, _ = engine.complete(old, state, "a", {"p": True, "n": 2})

    moved, _ = engine.migrate(old, new, state)

    assert moved == State(steps={"b": "a"}, answers={"p": True})


def test_migrate_moves_a_wait_and_refuses_one_without_a_place():
    old = chart([step("a"), wait("w")], "s a", "a w", "w e")
    renamed = chart([step("a"), wait("w2")], "s a", "a w2", "w2 e")
    gone = chart([step("a")], "s a", "a e")
    state, _ = engine.start(old)
    state, _ = engine.complete(old, state, "a")

    moved, _ = engine.migrate(old, renamed, state, {"w": "w2"})
    assert moved == State(timers={"w2": "a"})
    with pytest.raises(engine.NotMigratable):
        engine.migrate(old, gone, state)


def test_migrate_drops_a_timer_that_its_step_no_longer_has():
    old, new = interrupted(), chart([step("a")], "s a", "a e")
    state, _ = engine.start(old)

    moved, _ = engine.migrate(old, new, state)

    assert moved == State(steps={"a": ""})


def test_migrate_refuses_joins_that_changed():
    old = parallel()
    new = chart([step("a"), step("b"), step("c")], "s a", "a b", "b c", "c e")
    state, _ = engine.start(old)
    state, _ = engine.complete(old, state, "a")

    with pytest.raises(engine.NotMigratable) as refusal:
        engine.migrate(old, new, state)
    assert refusal.value.element == "j"


def test_an_ended_run_is_left_alone():
    definition = parallel()
    state, _ = engine.end(definition, engine.start(definition)[0])

    with pytest.raises(engine.NotWaiting):
        engine.migrate(definition, definition, state)
    with pytest.raises(engine.NotWaiting):
        engine.complete(definition, state, "a")
    with pytest.raises(engine.NotWaiting):
        engine.decline(definition, state, "a")
    assert engine.reachable_steps(definition, state) == frozenset()
