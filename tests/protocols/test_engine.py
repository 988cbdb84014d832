"""What every element does to a run."""

import pytest

from protocols import engine
from protocols.engine import EventKind, State
from tests.protocols.charts import (
    call,
    chart,
    choice,
    clock,
    gateway,
    notice,
    number,
    step,
    wait,
    yesno,
)


def kinds(events: tuple[engine.Event, ...]) -> list[str]:
    return [f"{event.kind} {event.element} {event.source}".strip() for event in events]


def test_start_opens_the_first_step():
    state, events = engine.start(chart([step("a")], "s a", "a e"))

    assert state == State(steps={"a": ""})
    assert kinds(events) == ["run_started s", "step_opened a"]


def test_complete_ends_a_run_at_its_end_event():
    definition = chart([step("a")], "s a", "a e")
    state, _ = engine.start(definition)

    state, events = engine.complete(definition, state, "a")

    assert state == State(ended=True)
    assert kinds(events) == ["step_completed a", "branch_ended e a", "run_ended e a"]


def test_complete_leaves_the_state_it_was_given_alone():
    definition = chart([step("a", yesno("p"))], "s a", "a e")
    state, _ = engine.start(definition)

    engine.complete(definition, state, "a", {"p": True})

    assert state == State(steps={"a": ""})


@pytest.mark.parametrize("name", ["b", "s", "nowhere"])
def test_complete_refuses_a_step_that_does_not_wait(name):
    definition = chart([step("a"), step("b")], "s a", "a b", "b e")
    state, _ = engine.start(definition)

    with pytest.raises(engine.NotWaiting) as refusal:
        engine.complete(definition, state, name)
    assert refusal.value.element == name


@pytest.mark.parametrize(
    "answers",
    [{"p": "yes"}, {"p": 1}, {"c": "z"}, {"c": True}, {"n": True}, {"n": "1"}, {"other": True}],
)
def test_complete_refuses_answers_the_step_does_not_ask(answers):
    definition = chart([step("a", yesno("p"), choice("c", "x", "y"), number("n"))], "s a", "a e")
    state, _ = engine.start(definition)

    with pytest.raises(engine.AnswerRefused):
        engine.complete(definition, state, "a", answers)


def exclusive():
    return chart(
        [step("a", choice("c", "x", "y", "z")), gateway("g", "exclusive", "g_e3")],
        "s a",
        "a g",
        "g e1: c == 'x'",
        "g e2: c == 'y'",
        "g e3",
    )


@pytest.mark.parametrize(
    ("answers", "end"),
    [({"c": "x"}, "e1"), ({"c": "y"}, "e2"), ({"c": "z"}, "e3"), ({}, "e3")],
)
def test_exclusive_split_takes_the_first_true_flow_or_the_default(answers, end):
    definition = exclusive()
    state, _ = engine.start(definition)

    state, events = engine.complete(definition, state, "a", answers)

    assert kinds(events)[-1] == f"run_ended {end} a"


def test_decline_takes_its_own_flow_and_forgets_old_answers():
    definition = chart(
        [
            step("a", yesno("p"), on_decline="a_b"),
            gateway("g", "exclusive", "g_a"),
            step("b"),
        ],
        "s a", "a g", "a b", "g e: p", "g a", "b a",
    )  # fmt: skip
    state, _ = engine.start(definition)
    state, _ = engine.complete(definition, state, "a", {"p": False})
    assert state == State(steps={"a": "a"})

    state, events = engine.decline(definition, state, "a")

    assert state == State(steps={"b": "a"})
    assert kinds(events) == ["step_declined a a", "step_opened b a"]


def test_decline_without_a_flow_of_its_own_goes_on_unanswered():
    definition = exclusive()
    state, _ = engine.start(definition)

    _, events = engine.decline(definition, state, "a")

    assert kinds(events)[-1] == "run_ended e3 a"


def parallel():
    return chart(
        [gateway("g", "parallel"), step("a"), step("b"), gateway("j", "parallel"), step("c")],
        "s g", "g a", "g b", "a j", "b j", "j c", "c e",
    )  # fmt: skip


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_parallel_join_waits_for_all_branches(order):
    definition = parallel()
    state, _ = engine.start(definition)
    first, last = order

    state, _ = engine.complete(definition, state, first)
    assert state == State(steps={last: ""}, joins={"j": (f"{first}_j",)})
    state, _ = engine.complete(definition, state, last)

    assert state == State(steps={"c": last})


def inclusive():
    return chart(
        [
            step("a", yesno("p"), yesno("q")),
            gateway("g", "inclusive", "g_z"),
            step("x"),
            step("x2"),
            step("y"),
            step("z"),
            gateway("j", "inclusive"),
        ],
        "s a", "a g", "g x: p", "g y: q", "g z", "x x2", "x2 j", "y j", "z j", "j e",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "opened"),
    [
        ({"p": True, "q": True}, {"x", "y"}),
        ({"p": True, "q": False}, {"x"}),
        ({"q": True}, {"y"}),
        ({"p": False, "q": False}, {"z"}),
        ({}, {"z"}),
    ],
)
def test_inclusive_split_takes_every_true_branch_or_the_default(answers, opened):
    definition = inclusive()
    state, _ = engine.start(definition)

    state, _ = engine.complete(definition, state, "a", answers)

    assert set(state.steps) == opened


def test_inclusive_join_waits_only_for_branches_that_were_taken():
    definition = inclusive()
    state, _ = engine.start(definition)
    state, _ = engine.complete(definition, state, "a", {"p": True, "q": True})

    state, _ = engine.complete(definition, state, "y")
    assert (set(state.steps), state.joins) == ({"x"}, {"j": ("y_j",)})
    state, _ = engine.complete(definition, state, "x")
    assert set(state.steps) == {"x2"}
    state, events = engine.complete(definition, state, "x2")

    assert kinds(events) == ["step_completed x2 x", "branch_ended e x2", "run_ended e x2"]


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


def interrupted():
    return chart(
        [step("a"), clock("t", "a"), step("b"), step("c")], "s a", "a b", "t c", "b e", "c e2"
    )


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


def test_call_and_notice_are_reported_and_never_wait():
    definition = chart([step("a"), call("k"), notice("n"), step("b")],
                       "s a", "a k", "k n", "n b", "b e")  # fmt: skip
    state, _ = engine.start(definition)

    state, events = engine.complete(definition, state, "a")

    assert state == State(steps={"b": "a"})
    assert kinds(events) == [
        "step_completed a", "protocol_called k a", "notice_sent n a", "step_opened b a"
    ]  # fmt: skip


def test_arrows_that_meet_at_a_step_do_not_wait_for_each_other():
    definition = chart([step("a", on_decline="a_c"), step("b"), step("c")],
                       "s a", "a b", "a c", "b c", "c e")  # fmt: skip
    state, _ = engine.start(definition)

    state, _ = engine.decline(definition, state, "a")

    assert state == State(steps={"c": "a"})


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


def test_migrate_refuses_steps_without_a_place():
    old = parallel()
    new = chart([step("a"), step("c")], "s a", "a c", "c e")
    state, _ = engine.start(old)

    with pytest.raises(engine.NotMigratable):
        engine.migrate(old, new, state)
    with pytest.raises(engine.NotMigratable):
        engine.migrate(old, new, state, {"b": "a"})
