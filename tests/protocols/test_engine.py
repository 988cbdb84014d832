"""What every element but timers does to a run."""

import pytest

from protocols import engine
from protocols.engine import State
from tests.protocols.charts import (
    call,
    chart,
    choice,
    gateway,
    inclusive,
    kinds,
    notice,
    number,
    parallel,
    step,
    yesno,
)


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


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_parallel_join_waits_for_all_branches(order):
    definition = parallel()
    state, _ = engine.start(definition)
    first, last = order

    state, _ = engine.complete(definition, state, first)
    assert state == State(steps={last: ""}, joins={"j": (f"{first}_j",)})
    state, _ = engine.complete(definition, state, last)

    assert state == State(steps={"c": last})


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
