"""What came of a simulation, in whole seconds, counts and shares. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

from protocols.definition import Definition
from protocols.simulation.assumptions import Assumptions
from protocols.simulation.hours import WEEK
from protocols.simulation.pools import Pool, Visit

MEDIAN, P90 = 50, 90
BUSY = 0.85  # from here on queues grow fast


class Way(Protocol):
    """What is asked of an invented case."""

    began: int
    ended: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Mean, median and 90th percentile of some times in seconds (nearest rank); None without any."""

    mean: float | None = None
    median: int | None = None
    p90: int | None = None

    @classmethod
    def of(cls, times: Iterable[int]) -> Self:
        """Return it for these times."""
        ranked = sorted(times)
        if not ranked:
            return cls()
        return cls(
            mean=sum(ranked) / len(ranked), median=_rank(ranked, MEDIAN), p90=_rank(ranked, P90)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """A step: how many cases came and went, how long they waited, how many deadlines were missed.

    `waiting` until somebody began, `total` until it was closed. `decided` counts the deadlines that
    were met or missed by the end, `missed` those missed; `due_kind` is "" without a deadline.
    """

    step: str
    opened: int
    done: int
    declined: int
    cancelled: int
    waiting: Spread
    total: Spread
    due_kind: str
    decided: int
    missed: int

    @property
    def still_open(self) -> int:
        """How many were open when the simulation ended."""
        return self.opened - self.done - self.declined - self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """The workers of a kind: the share of their time that was taken up, and who waited for them.

    `waiting_mean` is how many waited on average to be taken on, `waiting_now` at the end.
    """

    kind: str
    workers: int
    hours: float
    used: float
    waiting_mean: float
    waiting_most: int
    waiting_now: int

    @property
    def is_bottleneck(self) -> bool:
        """Whether cases pile up here: hardly any time is left, or there are no workers at all."""
        return self.used >= BUSY or (not self.workers * self.hours and self.waiting_now > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A whole simulation. Every case that arrived has ended or is under way."""

    arrived: int
    ended: int
    duration: Spread
    steps: tuple[StepResult, ...]
    pools: tuple[PoolResult, ...]

    @property
    def under_way(self) -> int:
        """How many cases had not ended."""
        return self.arrived - self.ended

    @property
    def legal_missed(self) -> int:
        """How many deadlines set by law were missed."""
        return sum(step.missed for step in self.steps if step.due_kind == "legal")

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the result that `to_json` wrote."""
        return cls(
            arrived=stored["arrived"],
            ended=stored["ended"],
            duration=Spread(**stored["duration"]),
            steps=tuple(
                StepResult(
                    **{
                        **step,
                        "waiting": Spread(**step["waiting"]),
                        "total": Spread(**step["total"]),
                    }
                )
                for step in stored["steps"]
            ),
            pools=tuple(PoolResult(**pool) for pool in stored["pools"]),
        )


def summarise(
    definition: Definition,
    given: Assumptions,
    pools: Mapping[str, Pool],
    happened: tuple[Sequence[Visit], Sequence[Way]],
) -> Result:
    """Return the numbers of a simulation that has come to its horizon."""
    horizon = given.weeks * WEEK
    visits, ways = happened
    by_step: dict[str, list[Visit]] = {step: [] for step in definition.steps}
    for visit in visits:
        by_step[visit.step].append(visit)
    return Result(
        arrived=len(ways),
        ended=sum(way.ended is not None for way in ways),
        duration=Spread.of(way.ended - way.began for way in ways if way.ended is not None),
        steps=tuple(_step(definition, step, found, horizon) for step, found in by_step.items()),
        pools=tuple(
            _pool(pool, [v for v in visits if v.closed is None], definition, horizon)
            for pool in pools.values()
            if pool.capacity is not None
        ),
    )


def _step(definition: Definition, step: str, visits: list[Visit], horizon: int) -> StepResult:
    task = definition.steps[step]
    dues = [visit for visit in visits if visit.due is not None]
    late = [
        v for v in dues if v.due is not None and (horizon if v.closed is None else v.closed) > v.due
    ]
    endings = [visit.ending for visit in visits]
    return StepResult(
        step=step,
        opened=len(visits),
        done=endings.count("done"),
        declined=endings.count("declined"),
        cancelled=endings.count("cancelled"),
        waiting=Spread.of(
            v.begun - v.opened for v in visits if v.begun is not None and v.begun <= horizon
        ),
        total=Spread.of(v.closed - v.opened for v in visits if v.closed is not None),
        due_kind=str(task.due_kind) if task.due else "",
        decided=sum(v.closed is not None for v in dues) + sum(v.closed is None for v in late),
        missed=len(late),
    )


def _pool(pool: Pool, open_visits: list[Visit], definition: Definition, horizon: int) -> PoolResult:
    """Count also those who wait or are being worked with when the simulation ends."""
    capacity, hours = pool.capacity, pool.hours
    assert capacity is not None  # noqa: S101 -- only limited pools come here
    assert hours is not None  # noqa: S101 -- likewise
    kinds = {lane.id: (*lane.entity_kinds, "")[0] for lane in definition.lanes}
    here = [v for v in open_visits if kinds.get(definition.nodes[v.step].lane) == pool.kind]
    waiting = [visit for visit in here if visit.taken is None]
    busy = pool.busy + sum(
        hours.worked(horizon) - hours.worked(v.taken) for v in here if v.taken is not None
    )
    available = capacity.workers * hours.worked(horizon)
    return PoolResult(
        kind=pool.kind,
        workers=capacity.workers,
        hours=capacity.hours,
        used=busy / available if available else 0.0,
        waiting_mean=(pool.queued + sum(horizon - v.opened for v in waiting)) / horizon,
        waiting_most=pool.longest,
        waiting_now=len(waiting),
    )


def _rank(ranked: list[int], percent: int) -> int:
    """Return the nearest rank, found in whole numbers."""
    return ranked[max(0, -(-percent * len(ranked) // 100) - 1)]
