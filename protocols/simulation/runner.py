"""Lets invented cases run through a flowchart, event by event, on the engine itself. Pure.

Time is in whole seconds from a Monday at midnight; what happens at the same second happens in the
order in which it was set down. So the same seed gives the same numbers on every machine.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from protocols import engine
from protocols.actions import Action, Deed
from protocols.definition import Definition
from protocols.durations import Duration
from protocols.elements import BoundaryTimer, CatchTimer, Timer
from protocols.simulation.assumptions import Assumptions, Work, kinds, refusable
from protocols.simulation.dice import Dice, loaded
from protocols.simulation.draws import LN_2, exponential, lognormal
from protocols.simulation.hours import HOUR, WEEK
from protocols.simulation.pools import Pool, Visit
from protocols.simulation.results import Result, summarise
from protocols.state import Event, EventKind, State

MAX_MOVES = 1_000_000
BEGINS = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday; any would do
ARRIVAL, REFUSAL, DURATION = "arrival", "refusal:", "duration:"
ENDINGS = {
    EventKind.STEP_COMPLETED: "done",
    EventKind.STEP_DECLINED: "declined",
    EventKind.STEP_CANCELLED: "cancelled",
}
Progress = Callable[[int], None]


class TooMuch(Exception):
    """The cases move more often than a simulation may take: they turn in a circle too fast."""


@dataclass(slots=True)
class Journey:
    """An invented case: where it stands, what it has drawn, what is planned for it."""

    number: int
    began: int
    state: State = field(default_factory=State)
    turns: dict[str, int] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    timers: dict[str, int] = field(default_factory=dict)
    ended: int | None = None


def simulate(
    definition: Definition, given: Assumptions, progress: Progress | None = None
) -> Result:
    """Return what comes of the assumptions; `progress` is told each week that is over.

    Raises MalformedAssumptions when they do not fit the flowchart, Unsound when the flowchart was
    never proved sound, TooMuch when it would take too long.
    """
    simulation = Simulation(definition, given.checked().fitting(definition))
    simulation.run(progress)
    return summarise(definition, given, simulation.pools, (simulation.visits, simulation.journeys))


class Simulation:
    """One simulation under way."""

    def __init__(self, definition: Definition, given: Assumptions) -> None:
        self.given = given
        self.dice = Dice(given.seed)
        self.definition = loaded(definition, given, self.dice)
        self.pools = {
            kind: Pool.of(kind, given.capacities.get(kind)) for kind in (*kinds(definition), "")
        }
        self.journeys: list[Journey] = []
        self.visits: list[Visit] = []
        self.now = 0
        self.moves = 0
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._entries = 0
        self._refusable = {step.id for step in refusable(definition)}
        self._pool_of = {
            lane.id: self.pools.get((*lane.entity_kinds, "")[0], self.pools[""])
            for lane in definition.lanes
        }

    def run(self, progress: Progress | None = None) -> None:
        """Let everything happen until the last week is over."""
        horizon, week = self.given.weeks * WEEK, 0
        self._next_arrival()
        while self._agenda and self._agenda[0][0] < horizon:
            self.now, _entry, happen = heapq.heappop(self._agenda)
            if progress and self.now // WEEK > week:
                week = self.now // WEEK
                progress(week)
            happen()

    def _at(self, moment: int, happen: Callable[[], None]) -> int:
        self._entries += 1
        heapq.heappush(self._agenda, (moment, self._entries, happen))
        return self._entries

    def _next_arrival(self) -> None:
        if self.given.cases_per_week <= 0:
            return
        number = len(self.journeys)
        self.dice.take(number, {})
        gap = exponential(self.dice.draw(ARRIVAL), WEEK / self.given.cases_per_week)
        journey = Journey(number, self.now + max(1, round(gap)))
        self._at(journey.began, lambda: self._arrive(journey))

    def _arrive(self, journey: Journey) -> None:
        self.journeys.append(journey)
        self.dice.take(journey.number, journey.turns)
        self._settle(journey, engine.start(self.definition))
        self._next_arrival()

    def _move(self, journey: Journey, action: Action) -> None:
        self.moves += 1
        if self.moves > MAX_MOVES:
            raise TooMuch
        self.dice.take(journey.number, journey.turns)
        self._settle(journey, action.apply(self.definition, journey.state))

    def _settle(self, journey: Journey, moved: engine.Moved) -> None:
        journey.state, events = moved
        touched: dict[str, Pool] = {}
        for event in events:
            pool = self._happen(journey, event)
            if pool is not None:
                touched[pool.kind] = pool
        for pool in touched.values():
            for visit, done in pool.take(self.now):
                self._at(done, lambda visit=visit: self._finish(visit))  # type: ignore[misc]

    def _happen(self, journey: Journey, event: Event) -> Pool | None:
        """Note one event; return the pool in which somebody may be free or something wait."""
        if event.kind is EventKind.STEP_OPENED:
            return self._open(journey, event.element)
        if event.kind in ENDINGS:
            visit = journey.visits.pop(event.element)
            visit.closed, visit.ending = self.now, ENDINGS[event.kind]
            pool = self._pool(event.element)
            pool.leave(visit, self.now)
            return pool
        if event.kind is EventKind.TIMER_STARTED:
            self._start_timer(journey, event.element)
        elif event.kind is EventKind.TIMER_CANCELLED:
            journey.timers.pop(event.element, None)
        elif event.kind is EventKind.RUN_ENDED:
            journey.ended = self.now
        return None

    def _pool(self, step: str) -> Pool:
        return self._pool_of.get(self.definition.nodes[step].lane, self.pools[""])

    def _open(self, journey: Journey, step: str) -> Pool:
        task = self.definition.steps[step]
        work = self._duration(self.given.works.get(step, self.given.work), DURATION + step)
        due = _after(self.now, task.due) if task.due else None
        visit = Visit(journey.number, step, self.now, work, due)
        journey.visits[step] = visit
        self.visits.append(visit)
        pool = self._pool(step)
        pool.arrive(visit)
        return pool

    def _duration(self, work: Work, what: str) -> int:
        """Return the seconds of work of a visit, at least one."""
        if work.exponential:
            hours = exponential(self.dice.draw(what), work.median / LN_2)
        elif work.spread == 1 or not work.median:
            hours = work.median
        else:
            hours = lognormal(self.dice.draw(what), work.median, work.spread)
        return max(1, round(hours * HOUR))

    def _finish(self, visit: Visit) -> None:
        """End the work on a step, unless the case has left it meanwhile."""
        if visit.closed is not None:
            return
        journey = self.journeys[visit.case]
        deed = Deed.COMPLETE
        if visit.step in self._refusable:
            self.dice.take(journey.number, journey.turns)
            share = self.given.refusals.get(visit.step, self.given.refusal)
            if self.dice.draw(REFUSAL + visit.step) < share:
                deed = Deed.DECLINE
        self._move(journey, Action(deed, visit.step))

    def _start_timer(self, journey: Journey, name: str) -> None:
        """Set a timer; one that waits for a date of the person never goes off here."""
        node = self.definition.nodes[name]
        timer = node.timer if isinstance(node, BoundaryTimer | CatchTimer) else Timer(None)
        if timer.at or timer.duration is None:
            return
        entry = self._at(_after(self.now, timer.duration), lambda: self._fire(journey, name, entry))
        journey.timers[name] = entry

    def _fire(self, journey: Journey, name: str, entry: int) -> None:
        if journey.timers.get(name) == entry:
            del journey.timers[name]
            self._move(journey, Action(Deed.FIRE, name))


def _after(moment: int, duration: Duration) -> int:
    """Return the moment so long after another one, months by the calendar."""
    if not duration.months:
        return moment + duration.days * 24 * HOUR + duration.seconds
    begins = datetime.fromtimestamp(BEGINS.timestamp() + moment, tz=UTC)
    return round((duration.after(begins) - BEGINS).total_seconds())
