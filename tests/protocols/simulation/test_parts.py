"""Draws, hours and assumptions: the parts that a simulation is made of."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.simulation.assumptions import (
    Assumptions,
    Capacity,
    MalformedAssumptions,
    Work,
    kinds,
    shares_at,
    splits,
)
from protocols.simulation.draws import exp, ln, lognormal, normal, number_of, uniform
from protocols.simulation.hours import HOUR, WEEK, Hours
from tests.protocols.charts import EVERYTHING, chart, gateway, inclusive, step
from tools.build_library import build


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_own_logarithm_is_the_logarithm(value):
    assert ln(value) == pytest.approx(math.log(value), rel=1e-13, abs=1e-13)


@given(st.floats(min_value=-200, max_value=200))
def test_own_exponential_is_the_exponential(value):
    assert exp(value) == pytest.approx(math.exp(value), rel=1e-12)


@given(st.floats(min_value=1e-9, max_value=1 - 1e-9))
def test_own_normal_quantile_is_the_quantile(chance):
    expected = statistics.NormalDist().inv_cdf(chance)

    assert normal(chance) == pytest.approx(expected, rel=1e-7, abs=1e-7)


def test_draws_are_even_and_do_not_hang_together():
    draws = [[uniform(1, case, what) for case in range(5000)] for what in (1, 2)]

    for column in draws:
        assert statistics.mean(column) == pytest.approx(0.5, abs=0.02)
        assert statistics.pvariance(column) == pytest.approx(1 / 12, abs=0.005)
    assert statistics.correlation(*draws) == pytest.approx(0, abs=0.05)
    assert statistics.correlation(draws[0][1:], draws[0][:-1]) == pytest.approx(0, abs=0.05)


def test_draws_are_the_same_everywhere():
    assert uniform(1, 2, number_of("a"), 0) == DRAWN
    assert number_of("a") == 0xCA978112CA1BBDCA


DRAWN = 0.11003326967975607


def test_a_tenth_takes_longer_than_the_spread():
    took = [lognormal(uniform(3, case), 2, 3) for case in range(5000)]

    assert statistics.median(took) == pytest.approx(2, rel=0.05)
    assert sum(time > 6 for time in took) / 5000 == pytest.approx(0.1, abs=0.01)


PER_WEEK = st.floats(min_value=0.5, max_value=168)
MOMENT = st.integers(min_value=0, max_value=5 * WEEK)


@given(PER_WEEK, MOMENT, st.integers(min_value=1, max_value=400 * HOUR))
def test_work_is_done_within_hours_and_not_before(per_week, moment, work):
    hours = Hours.of(per_week)
    begun, done = hours.begins(moment), hours.finishes(moment, work)

    assert moment <= begun < done
    assert hours.worked(done) - hours.worked(moment) == work
    assert hours.worked(done - 1) < hours.worked(done)
    assert hours.worked(begun) == hours.worked(moment)
    assert hours.worked(begun + 1) == hours.worked(begun) + 1
    assert hours.begins(done - 1) == done - 1


@given(PER_WEEK)
def test_a_week_has_as_many_hours_as_were_said(per_week):
    assert Hours.of(per_week).worked(WEEK) == pytest.approx(per_week * HOUR, abs=7)


def test_office_hours_leave_nights_and_weekends_free():
    office = Hours.of(40)

    assert office.begins(0) == 9 * HOUR
    assert office.begins(4 * 24 * HOUR + 17 * HOUR) == WEEK + 9 * HOUR
    assert office.finishes(16 * HOUR, 2 * HOUR) == (24 + 10) * HOUR
    assert office.finishes(16 * HOUR, 1 * HOUR) == 17 * HOUR
    assert Hours.of(168).finishes(5, 100) == 105


FULL = Assumptions(
    cases_per_week=3.5,
    weeks=10,
    seed=9,
    work=Work(1, 1),
    works={"a": Work(2, exponential=True)},
    capacities={"police": Capacity(2, 40)},
    shares={"g_w": 0.25},
    refusal=0.1,
    refusals={"a": 0.5},
)


def test_assumptions_are_stored_and_read_again_unchanged():
    assert Assumptions.from_json(FULL.to_json()) == FULL
    assert Assumptions.from_json({}) == Assumptions()
    assert Assumptions.from_json(None) == Assumptions()


@pytest.mark.parametrize(
    "wrong",
    [
        3,
        {"cases": 3},
        {"cases_per_week": "3"},
        {"cases_per_week": True},
        {"cases_per_week": -1},
        {"cases_per_week": float("nan")},
        {"cases_per_week": float("inf")},
        {"cases_per_week": 1000, "weeks": 52},
        {"weeks": 0},
        {"weeks": 1.5},
        {"weeks": 10_000},
        {"seed": -1},
        {"duration": 3},
        {"duration": {"median": 1, "spread": 0.5}},
        {"duration": {"mean": 1}},
        {"durations": [1]},
        {"durations": {"a": {"median": 1e9}}},
        {"capacities": {"police": {"hours": 3}}},
        {"capacities": {"police": {"workers": 1, "hours": 169}}},
        {"capacities": {"police": {"workers": 1.5}}},
        {"shares": {"f": 1.1}},
        {"refusal": 2},
    ],
)
def test_assumptions_that_cannot_be_are_refused(wrong):
    with pytest.raises(MalformedAssumptions):
        Assumptions.from_json(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"durations": {"nowhere": {"median": 1}}},
        {"refusals": {"b": 0.1}},
        {"shares": {"g_b": 0.1}},
        {"capacities": {"police": {"workers": 1}}},
    ],
)
def test_what_the_flowchart_does_not_have_is_refused_by_name(wrong):
    with pytest.raises(MalformedAssumptions, match=next(iter(*wrong.values()))):
        Assumptions.from_json(wrong).fitting(EVERYTHING)


def test_shares_over_one_are_refused():
    three = chart(
        [gateway("g", "exclusive", "g_c"), step("a"), step("b"), step("c")],
        "s g", "g a", "g b", "g c", "a e", "b e", "c e",
    )  # fmt: skip
    with pytest.raises(MalformedAssumptions, match="over 1"):
        Assumptions(shares={"g_a": 0.6, "g_b": 0.6}).fitting(three)
    assert Assumptions(shares={"g_a": 0.6, "g_b": 0.4}).fitting(three)


def test_unstated_shares_divide_what_is_left():
    three = chart(
        [gateway("g", "exclusive", "g_c"), step("a"), step("b"), step("c")],
        "s g", "g a", "g b", "g c", "a e", "b e", "c e",
    )  # fmt: skip
    (split,) = splits(three)

    assert shares_at(Assumptions(), three, split) == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert shares_at(Assumptions(shares={"g_a": 0.5}), three, split) == [0.5, 0.25, 0.25]
    (split,) = splits(inclusive())
    assert shares_at(Assumptions(), inclusive(), split) == [0.5, 0.5, 0.0]


def test_her_own_steps_have_no_working_hours():
    assert "person" not in kinds(build("P5", "ES"))
