"""Where a run stands after going over, and what is suggested when it cannot."""

import pytest

from protocols import engine
from protocols.checker.faults import FaultCode
from protocols.engine import State
from protocols.migration.plans import Plan, doubled, fitting, places_for, without_place
from protocols.migration.proof import Hindrance, Judge
from protocols.migration.suggestions import Kind, Suggestion, suggest
from tests.protocols.charts import (
    chart,
    clock,
    gateway,
    inclusive,
    interrupted,
    kinds,
    parallel,
    step,
    wait,
)

FORK, JOIN = gateway("g", "parallel"), gateway("j", "parallel")


def longer():
    """`parallel()` with another step before the join on the branch of a."""
    return chart(
        [FORK, step("a"), step("a2"), step("b"), JOIN, step("c")],
        "s g", "g a", "g b", "a a2", "a2 j", "b j", "j c", "c e",
    )  # fmt: skip


def wider():
    """`parallel()` with a third branch of two steps."""
    return chart(
        [FORK, step("a"), step("b"), step("x"), step("x2"), JOIN, step("c")],
        "s g", "g a", "g b", "g x", "x x2", "x2 j", "a j", "b j", "j c", "c e",
    )  # fmt: skip


def after(definition, *done):
    state, _ = engine.start(definition)
    for name in done:
        state, _ = engine.complete(definition, state, name)
    return state


def test_branch_that_has_arrived_stays_arrived_though_it_is_longer_now():
    moved, _ = engine.migrate(parallel(), longer(), after(parallel(), "a"))

    assert moved == State(steps={"b": ""}, joins={"j": ("a2_j",)})


def test_join_that_waits_for_fewer_now_goes_on_at_once():
    arrived = State(joins={"j": ("a_j", "b_j")})

    assert engine.migrate(wider(), parallel(), arrived)[0] == State(steps={"c": ""})


def test_step_that_the_join_opens_too_is_refused():
    verdict = Judge(wider(), parallel(), Plan(elements={"x": "c"})).judge(after(wider(), "a", "b"))

    assert (verdict.code, verdict.element) == (Hindrance.DOUBLED, "c")


def test_arrived_branches_of_an_inclusive_join_are_kept():
    old, new = inclusive(), inclusive()
    state, _ = engine.complete(old, after(old), "a", {"p": True, "q": True})
    state, _ = engine.complete(old, state, "y")

    moved, _ = engine.migrate(old, new, state)

    assert moved == state


def test_wait_that_is_gone_may_become_a_step_and_its_timer_stops():
    old = chart([step("a"), wait("w"), step("b")], "s a", "a w", "w b", "b e")
    new = chart([step("a"), step("b")], "s a", "a b", "b e")

    moved, events = engine.migrate(old, new, after(old, "a"), {"w": "b"})

    assert moved == State(steps={"b": "a"})
    assert kinds(events) == ["run_migrated s", "timer_cancelled w a", "step_opened b a"]


def test_timer_that_went_off_does_not_begin_again_under_another_name():
    old = chart(
        [step("a"), clock("t", "a", interrupting=False), step("x")], "s a", "a e", "t x", "x e2"
    )
    new = chart(
        [step("a"), clock("u", "a", interrupting=False), step("x")], "s a", "a e", "u x", "x e2"
    )
    state, _ = engine.fire(old, after(old), "t")

    assert engine.migrate(old, new, state, {"t": "u"})[0].timers == {}
    assert engine.migrate(old, new, state)[0].timers == {"u": ""}
    assert engine.migrate(old, new, after(old), {"t": "u"})[0].timers == {"u": ""}


def test_step_of_a_new_branch_is_opened_only_past_the_fork():
    new, state = wider(), after(parallel(), "a")

    assert set(engine.migrate(parallel(), new, state, None, ["x"])[0].steps) == {"b", "x"}
    assert set(engine.migrate(parallel(), new, state, None, ["x", "x2"])[0].steps) == {"b", "x"}
    over = after(parallel(), "a", "b")
    assert set(engine.migrate(parallel(), new, over, None, ["x"])[0].steps) == {"c"}


def test_missing_branch_is_told_with_its_first_step_as_the_way_out():
    judge, state = Judge(parallel(), wider(), Plan()), after(parallel(), "a")
    verdict = judge.judge(state)

    assert (verdict.code, verdict.element) == (FaultCode.DEADLOCK, "j")
    assert [action.element for action in verdict.path] == ["b"]
    ideas = suggest(judge.old, judge.new, judge.plan, state, verdict)
    assert ideas == [Suggestion(Kind.OPEN, "x", proves=True)]


def test_renamed_step_is_found_again():
    new = chart([step("a"), step("later")], "s a", "a later", "later e")
    old = chart([step("a"), step("b")], "s a", "a b", "b e")
    judge, state = Judge(old, new, Plan()), after(old, "a")
    verdict = judge.judge(state)

    assert (verdict.code, verdict.element) == (Hindrance.NO_PLACE, "b")
    ideas = suggest(old, new, Plan(), state, verdict)
    assert ideas == [Suggestion(Kind.MAP, "later", "b", proves=True)]
    assert ideas[0].applied(Plan()) == Plan(elements={"b": "later"})


def test_consent_that_cannot_be_refused_from_where_she_stands_keeps_the_run():
    old = chart([step("a"), step("b")], "s a", "a b", "b e")
    new = chart(
        [step("a"), step("b", consent=("referral_service",), on_decline="b_b2"), step("b2")],
        "s a", "a b", "b e", "b b2", "b2 b",
    )  # fmt: skip
    verdict = Judge(old, new, Plan()).judge(after(old, "a"))

    assert (verdict.code, verdict.element) == (FaultCode.CONSENT_TRAP, "b")


def test_run_that_would_end_at_once_stays():
    old = chart(
        [step("a"), clock("t", "a", interrupting=False), step("x")], "s a", "a e", "t x", "x e2"
    )
    state = State(steps={"x": ""})

    assert Judge(old, old, Plan()).judge(state).code == Hindrance.ENDS_AT_ONCE


@pytest.mark.parametrize(
    ("element", "places"), [("a", ["a", "b", "c"]), ("t", []), ("w", ["a", "b", "c"]), ("j", ["j"])]
)
def test_places_are_of_the_same_kind(element, places):
    old = chart([FORK, step("a"), clock("t", "a"), wait("w"), JOIN], "s g", "g a", "g w", "a j",
                "w j", "j e", "t e2")  # fmt: skip
    assert places_for(old, parallel(), element) == places


def test_plan_keeps_only_what_says_something():
    old, new = parallel(), chart([step("a"), step("d")], "s a", "a d", "d e")
    plan = Plan(
        elements={"a": "a", "b": "d", "c": "nowhere", "gone": "a"},
        lanes={"L": "M", "x": "L"},
        opening=("d", "d", "zzz"),
    )

    assert fitting(old, new, plan) == Plan(elements={"b": "d"}, opening=("d",))
    assert without_place(old, new, Plan(elements={"b": "d"})) == ["c", "j"]
    assert doubled(old, Plan(elements={"b": "a"})) == ["a"]
    assert Plan.from_json(plan.to_json()) == plan


def test_interrupting_timer_goes_on_beside_its_step():
    moved, events = engine.migrate(interrupted(), interrupted(), after(interrupted()))

    assert moved == after(interrupted())
    assert kinds(events) == ["run_migrated s"]
