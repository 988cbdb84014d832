"""The simulation beside what is known: queueing theory, and laws that hold for any run of it."""

import json
import math
from dataclasses import replace
from hashlib import sha256

import pytest

from protocols.durations import parse_duration
from protocols.elements import DueKind, Lane
from protocols.simulation.assumptions import Assumptions, Capacity, Work
from protocols.simulation.hours import HOUR, WEEK
from protocols.simulation.results import Result
from protocols.simulation.runner import TooMuch, simulate
from protocols.state import Unsound
from tests.protocols.charts import (
    EVERYTHING,
    LOOP,
    WORDS,
    chart,
    clock,
    gateway,
    inclusive,
    interrupted,
    step,
    wait,
    yesno,
)
from tools.build_library import build

KIND = "specialised_ngo"
ONE_STEP = chart([step("a")], "s a", "a e")
MEAN = Work(math.log(2), exponential=True)  # one hour on average
DAY_AND_NIGHT = 168.0
WRITTEN_DOWN = "1dab99c9afb5a151"


def queue(rate: float, workers: int, *, weeks: int = 100, seed: int = 1) -> Result:
    """Arrivals and services of a Markov queue; `rate` arrivals an hour, one service an hour each."""
    return simulate(
        ONE_STEP,
        Assumptions(
            cases_per_week=rate * DAY_AND_NIGHT,
            weeks=weeks,
            seed=seed,
            work=MEAN,
            capacities={KIND: Capacity(workers, DAY_AND_NIGHT)},
        ),
    )


def erlang_c(load: float, workers: int) -> float:
    """The chance that somebody has to wait."""
    full = load**workers / math.factorial(workers) * workers / (workers - load)
    return full / (sum(load**n / math.factorial(n) for n in range(workers)) + full)


@pytest.mark.parametrize(("rate", "workers"), [(0.5, 1), (0.7, 1), (1.4, 2), (2.1, 3)])
def test_waiting_times_are_those_of_the_markov_queue(rate, workers):
    weeks = int(19_000 / (rate * DAY_AND_NIGHT))
    result = queue(rate, workers, weeks=weeks)
    (only,), (pool,) = result.steps, result.pools
    waits = erlang_c(rate, workers)

    assert only.waiting.mean == pytest.approx(waits / (workers - rate) * HOUR, rel=0.1)
    tenth = math.log(waits / 0.1) / (workers - rate) * HOUR
    assert only.waiting.p90 == pytest.approx(tenth, rel=0.1)
    assert pool.used == pytest.approx(rate / workers, rel=0.03)
    assert only.total.mean == pytest.approx((waits / (workers - rate) + 1) * HOUR, rel=0.06)


@pytest.mark.parametrize("seed", range(3))
def test_littles_law_holds_exactly_when_nothing_is_left(seed):
    """Mean number waiting = arrivals per time x mean time waiting, counted to the end."""
    result = queue(0.8, 1, weeks=20, seed=seed)
    (only,), (pool,) = result.steps, result.pools
    per_second = only.opened / (20 * WEEK)

    assert pool.waiting_mean == pytest.approx(per_second * only.waiting.mean, rel=0.02)


def test_an_unlimited_service_lets_nobody_wait():
    result = simulate(ONE_STEP, Assumptions(cases_per_week=20, work=Work(5, 1)))
    (only,) = result.steps

    assert result.pools == ()
    assert (only.waiting.p90, only.total.median, only.total.p90) == (0, 5 * HOUR, 5 * HOUR)


def test_zero_capacity_never_serves():
    for capacity in (Capacity(0), Capacity(3, 0)):
        result = simulate(
            ONE_STEP, Assumptions(cases_per_week=5, weeks=20, capacities={KIND: capacity})
        )

        assert result.arrived > 60
        assert (result.ended, result.steps[0].done) == (0, 0)
        assert result.steps[0].waiting.median is None
        assert result.pools[0].waiting_now == result.arrived
        assert result.pools[0].is_bottleneck


@pytest.mark.parametrize("seed", range(5))
def test_more_workers_never_make_anybody_wait_longer(seed):
    """The same women come and need the same time, whoever is there to help them."""
    found = [queue(1.2, workers, weeks=10, seed=seed) for workers in (1, 2, 3, 4)]

    assert len({result.arrived for result in found}) == 1
    waits = [result.pools[0].waiting_mean for result in found]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > waits[1] > waits[2]


LIMITS = {"specialised_ngo": Capacity(1, 20), "police": Capacity(1, 10)}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    "definition",
    [
        LOOP,
        EVERYTHING,
        inclusive(),
        interrupted(),
        *(build(code, "ES") for code in ("P1", "P2", "P4", "P7")),
    ],
    ids=lambda definition: definition.id,
)
def test_no_case_and_no_step_is_lost(definition, seed):
    has = {kind for lane in definition.lanes for kind in lane.entity_kinds[:1]}
    limits = {kind: item for kind, item in LIMITS.items() if kind in has}
    result = simulate(
        definition, Assumptions(cases_per_week=4, weeks=60, seed=seed, capacities=limits)
    )

    assert result.arrived > 150
    assert 0 <= result.ended <= result.arrived
    assert result.duration.median is None or result.duration.median <= result.duration.p90
    for step_result in result.steps:
        assert step_result.still_open >= 0
        assert step_result.missed <= step_result.decided <= step_result.opened
    for pool in result.pools:
        assert 0 <= pool.used <= 1
        assert pool.waiting_now <= pool.waiting_most


def test_the_same_seed_gives_the_same_numbers_on_every_machine():
    """Written down once; another machine, version or order of import must find the same."""
    assumed = Assumptions(
        cases_per_week=3, seed=7, work=Work(6, 3), capacities={KIND: Capacity(1, 60)}
    )
    result = simulate(EVERYTHING, assumed)

    assert simulate(EVERYTHING, assumed) == result
    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result
    assert simulate(EVERYTHING, replace(assumed, seed=8)) != result
    assert sha256(json.dumps(result.to_json()).encode()).hexdigest()[:16] == WRITTEN_DOWN


@pytest.mark.parametrize("share", [0.0, 0.2, 0.7, 1.0])
def test_branches_are_taken_as_often_as_assumed(share):
    decides = chart(
        [step("a", yesno("p")), gateway("g", "exclusive", "g_c"), step("b"), step("c")],
        "s a", "a g", "g b: p", "g c", "b e", "c e",
    )  # fmt: skip
    result = simulate(
        decides, Assumptions(cases_per_week=100, weeks=52, shares={"g_b": share}, work=Work(1, 1))
    )
    opened = {found.step: found.opened for found in result.steps}

    assert opened["b"] / (opened["b"] + opened["c"]) == pytest.approx(share, abs=0.02)


def test_inclusive_branches_are_drawn_each_for_itself():
    shares = {"g_x": 0.3, "g_y": 0.6}
    result = simulate(
        inclusive(), Assumptions(cases_per_week=100, weeks=52, shares=shares, work=Work(1, 1))
    )
    opened = {found.step: found.opened / result.arrived for found in result.steps}

    assert opened["x"] == pytest.approx(0.3, abs=0.03)
    assert opened["y"] == pytest.approx(0.6, abs=0.03)
    assert opened["z"] == pytest.approx(0.7 * 0.4, abs=0.03)


def test_refusals_come_as_often_as_assumed():
    asks = chart([step("a", consent=("record_case",)), step("b")], "s a", "a b", "b e")
    result = simulate(asks, Assumptions(cases_per_week=100, weeks=52, refusals={"a": 0.25}))
    asked, other = result.steps

    assert asked.declined / asked.opened == pytest.approx(0.25, abs=0.02)
    assert other.declined == 0


def test_deadlines_are_missed_by_those_who_take_longer():
    by_law = {"due": parse_duration("PT3H"), "due_kind": DueKind.LEGAL}
    for hours, missed in ((2, False), (4, True)):
        result = simulate(
            chart([step("a", **by_law)], "s a", "a e"),
            Assumptions(cases_per_week=10, work=Work(hours, 1)),
        )
        (only,) = result.steps
        assert only.missed == (only.decided if missed else 0)
        assert result.legal_missed == only.missed
        assert only.decided >= result.ended > 400


def test_a_deadline_that_passes_while_nobody_comes_is_missed():
    late = chart([step("a", due=parse_duration("P1D"), due_kind=DueKind.SERVICE)], "s a", "a e")
    result = simulate(late, Assumptions(cases_per_week=7, weeks=10, capacities={KIND: Capacity(0)}))
    (only,) = result.steps

    assert only.opened - 10 < only.missed == only.decided < only.opened
    assert result.legal_missed == 0


def test_timers_interrupt_steps_that_take_too_long():
    result = simulate(interrupted(), Assumptions(cases_per_week=10, works={"a": Work(4, 1)}))
    found = {item.step: item for item in result.steps}

    assert found["a"].done == 0
    assert found["a"].cancelled == found["c"].opened > 0
    assert found["a"].total.p90 == HOUR
    assert found["b"].opened == 0


def test_a_cancelled_step_sets_its_worker_free():
    result = simulate(
        chart([step("a"), clock("t", "a"), step("b")], "s a", "a e", "t b", "b e2"),
        Assumptions(
            cases_per_week=5,
            works={"a": Work(500, 1), "b": Work(1, 1)},
            capacities={KIND: Capacity(1, DAY_AND_NIGHT)},
        ),
    )

    assert result.ended >= result.arrived - 2
    assert result.steps[0].cancelled >= result.arrived - 2


def test_waits_take_their_time_by_the_calendar():
    result = simulate(
        chart([wait("w", "P1M"), step("a")], "s w", "w a", "a e"),
        Assumptions(cases_per_week=10, work=Work(1, 1)),
    )

    days = (result.duration.median - HOUR) / (24 * HOUR)
    assert days in {28, 29, 30, 31}


def test_services_that_share_a_kind_share_their_workers():
    two = chart([step("a"), step("b")], "s a", "a b", "b e")
    lanes = tuple(Lane(id=name, labels=WORDS, entity_kinds=(KIND,)) for name in "LM")
    nodes = {**two.nodes, "b": replace(two.nodes["b"], lane="M")}
    result = simulate(
        replace(two, lanes=lanes, nodes=nodes),
        Assumptions(cases_per_week=5, capacities={KIND: Capacity(2)}, work=Work(5, 1)),
    )

    assert len(result.pools) == 1
    assert result.pools[0].used == pytest.approx(5 * 10 / 75, rel=0.1)


def test_progress_is_told_week_by_week():
    told = []
    simulate(ONE_STEP, Assumptions(cases_per_week=50, weeks=6), told.append)

    assert told == [1, 2, 3, 4, 5]


def test_no_cases_come_of_none():
    result = simulate(ONE_STEP, Assumptions(cases_per_week=0))

    assert (result.arrived, result.ended, result.steps[0].opened) == (0, 0, 0)


def test_a_circle_that_turns_too_fast_is_stopped(monkeypatch):
    from protocols.simulation import runner

    monkeypatch.setattr(runner, "MAX_MOVES", 1000)
    with pytest.raises(TooMuch):
        simulate(
            LOOP,
            Assumptions(
                cases_per_week=100, weeks=100, shares={"g_a": 1.0}, works={"a": Work(0, 1)}
            ),
        )


def test_an_unsound_flowchart_is_told_by_the_engine():
    stuck = chart(
        [step("a"), gateway("g", "exclusive"), step("b"), step("c")],
        "s a", "a g", "g b", "g c", "b e", "c e",
    )  # fmt: skip
    with pytest.raises(Unsound):
        simulate(stuck, Assumptions(cases_per_week=5, weeks=500, shares={"g_b": 0.1, "g_c": 0.1}))
