"""Where all running cases of a version stand, each told apart only by what makes a difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cases.enums import ENDED
from protocols import engine
from protocols.migration.plans import Plan
from protocols.migration.proof import Judge, Marking, Verdict, marking
from protocols.models import ProtocolVersion
from protocols.state import State
from referrals.enums import LIVE, TAKEN, WAITING, Left, RunStatus, StepKind
from referrals.models import Referral, Run, Step, Timer

LaneReferral = tuple[str, bool]


@dataclass(frozen=True)
class Standing:
    """Where one run stands. `referrals`: lanes with a living referral, and whether accepted."""

    state: State
    referrals: tuple[LaneReferral, ...] = ()
    is_closed: bool = False


@dataclass
class Group:
    """Runs that stand alike, and what would become of them; `code` is "" when they may go over."""

    count: int
    standing: Standing
    verdict: Verdict
    code: str
    element: str


def dry_run(source: ProtocolVersion, judge: Judge) -> list[Group]:
    """Return all running cases of a version by where they stand, the most frequent first.

    Five queries, however many runs there are; each distinct state is judged once.
    """
    alike: dict[object, tuple[Standing, int]] = {}
    for standing in standings(source):
        key = _key(standing)
        alike[key] = (standing, alike[key][1] + 1 if key in alike else 1)
    found: dict[object, Group] = {}
    for standing, count in alike.values():
        verdict = judge.judge(standing.state)
        code, element = hindrance(judge, standing, verdict)
        place: Marking = marking(standing.state)
        group = (place, standing.referrals, standing.is_closed, code, element, verdict.opens)
        if group in found:
            found[group].count += count
        else:
            found[group] = Group(count, standing, verdict, code, element)
    return sorted(found.values(), key=lambda one: -one.count)


def hindrance(judge: Judge, standing: Standing, verdict: Verdict) -> tuple[str, str]:
    """Return why a run stays, as a code and the element or lane it is about; ("", "") if it may go.

    A referral under way never loses its lane, its step or its reason.
    """
    if standing.is_closed:
        return Left.CLOSED.value, ""
    if verdict.state is None or not verdict.is_proved:
        return verdict.code, verdict.element
    return next(_lost(judge.plan, judge, standing, verdict.state), ("", ""))


def _lost(plan: Plan, judge: Judge, standing: Standing, moved: State) -> Iterator[tuple[str, str]]:
    new = judge.new
    known = {lane.id for lane in new.lanes}
    waiting = {new.steps[step].lane for step in moved.steps}
    ahead = {new.steps[step].lane for step in engine.reachable_steps(new, moved)}
    for lane, is_taken in standing.referrals:
        if plan.lane(lane) not in known:
            yield Left.LANE_GONE.value, lane
        elif plan.lane(lane) not in (ahead if is_taken else waiting):
            yield Left.REFERRAL_LOST.value, lane
    referred = {lane for lane, _taken in standing.referrals}
    for step in standing.state.steps:
        lane = judge.old.steps[step].lane
        if lane in referred and new.steps[plan.element(step)].lane != plan.lane(lane):
            yield Left.STEP_TAKEN.value, step


def standings(source: ProtocolVersion) -> Iterator[Standing]:
    """Yield where each running case of a version stands. Four queries."""
    runs = Run.objects.filter(version=source, status=RunStatus.RUNNING)
    of_these = {"run__version": source, "run__status": RunStatus.RUNNING}
    steps = _by_run(
        Step.objects.filter(**of_these, kind=StepKind.TASK, status__in=WAITING)
        .order_by("element")
        .values_list("run_id", "element", "source")
    )
    timers = _by_run(
        Timer.objects.filter(**of_these, done_at=None)
        .order_by("element")
        .values_list("run_id", "element", "source")
    )
    referrals = _by_run(
        Referral.objects.filter(**of_these, status__in=LIVE)
        .order_by("lane")
        .values_list("run_id", "lane", "status")
    )
    rows = runs.values_list("pk", "answers", "joins", "case__status")
    for run_id, answers, joins, status in rows.iterator():
        yield Standing(
            State(
                steps=dict(steps[run_id]),
                timers=dict(timers[run_id]),
                joins={join: tuple(flows) for join, flows in joins.items()},
                answers=answers,
            ),
            lane_referrals(referrals[run_id]),
            status in ENDED,
        )


def lane_referrals(rows: Iterable[tuple[str, str]]) -> tuple[LaneReferral, ...]:
    """Return the lanes of living referrals, given as lane and status, and whether accepted."""
    return tuple(sorted((lane, status in TAKEN) for lane, status in rows if lane))


def _by_run(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for run_id, one, other in rows:
        found[run_id].append((one, other))
    return found


def _key(standing: Standing) -> object:
    return (
        marking(standing.state),
        frozenset(standing.state.answers.items()),
        standing.referrals,
        standing.is_closed,
    )
