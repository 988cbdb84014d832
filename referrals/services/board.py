"""A run's rows beside the engine: rows become its state, its events become rows again.

Everything here works on a locked run, inside the transaction of the service that locked it.
"""

from collections.abc import Callable, Iterable
from typing import cast
from uuid import UUID

from django.utils import timezone

from entities.models import User
from protocols.definition import BoundaryTimer, CatchTimer, End
from protocols.engine import Event, EventKind, State
from protocols.selectors import definition_of
from referrals import times, workflow
from referrals.enums import LIVE, TAKEN, WAITING, RunStatus, StepKind, StepStatus, TimerKind
from referrals.models import Run, RunEvent, Step, Timer
from referrals.services import lanes

FINISHED = "finished"


class Board:
    """All rows of one locked run. `by` is who moves it now; nobody when a timer does."""

    def __init__(self, run: Run, *, by: User | None) -> None:
        self.run, self.by, self.now = run, by, timezone.now()
        self.definition = definition_of(run.version)
        self.steps = list(run.steps.order_by("opened_at", "round"))
        self.timers = list(run.timers.filter(done_at=None))
        self.referrals = list(
            run.referrals.filter(status__in=LIVE).select_related("case", "receiving_entity")
        )
        self.opened: list[Step] = []
        self.armed: list[Timer] = []
        self.cancelled: list[Step] = []
        self.called: list[str] = []
        self.notices: list[str] = []
        self.state = self._read()

    def waiting(self, element: str) -> Step:
        """Return the row of the step of the flowchart that waits at this element."""
        return next(
            step
            for step in self.steps
            if step.element == element and step.kind == StepKind.TASK and step.status in WAITING
        )

    def in_lane(self, lane: str) -> list[Step]:
        """Return the steps that wait in a lane."""
        return [
            step
            for step in self.steps
            if step.lane == lane and step.kind == StepKind.TASK and step.status in WAITING
        ]

    def close(self, step: Step, status: StepStatus, **changes: object) -> None:
        """Write that a step is over; who closed it is remembered as the one who did it."""
        if self.by is not None and status != StepStatus.CANCELLED:
            step.entity_id = self.by.entity_id
        step.status = status
        step.closed_at, step.closed_by, step.notice_at = self.now, self.by, None
        for field, value in changes.items():
            setattr(step, field, value)
        step.save(
            update_fields=["status", "entity", "closed_at", "closed_by", "notice_at", *changes]
        )

    def apply(self, state: State, events: Iterable[Event]) -> None:
        """Turn what the engine said into rows; call it after `close` of the step that moved it."""
        writers: dict[EventKind, Callable[[Event], None]] = {
            EventKind.STEP_OPENED: self._open_step,
            EventKind.STEP_CANCELLED: self._cancel_step,
            EventKind.TIMER_STARTED: self._start_timer,
            EventKind.TIMER_FIRED: self._stop_timer,
            EventKind.TIMER_CANCELLED: self._stop_timer,
            EventKind.PROTOCOL_CALLED: lambda event: self.called.append(event.element),
            EventKind.NOTICE_SENT: lambda event: self.notices.append(event.element),
            EventKind.RUN_ENDED: self._end_run,
        }
        happened = list(events)
        for event in happened:
            if event.kind in writers:
                writers[event.kind](event)
        self._write(state, happened)

    def read_senders(self) -> None:
        """Read anew who passes on the steps that opened: an entity may have left meanwhile."""
        rows = Step.objects.filter(pk__in=[step.pk for step in self.opened])
        senders = dict(rows.values_list("pk", "sender_id"))
        for step in self.opened:
            step.sender_id = senders[step.pk]

    def add_by_hand(self, element: str) -> None:
        """Open a step for the owner's coordinator: another flowchart is to be started by hand."""
        step = Step(
            run=self.run,
            element=element,
            lane=self.definition.nodes[element].lane,
            kind=StepKind.START_BY_HAND,
            round=self._round(element),
            status=StepStatus.OPEN,
            entity_id=self.run.owner_id,
            sender_id=self.run.owner_id,
            how="owner",
            for_coordinator=True,
            opened_at=self.now,
        )
        step.save(force_insert=True)
        self.steps.append(step)
        self.opened.append(step)

    def _read(self) -> State:
        waiting = [
            step for step in self.steps if step.kind == StepKind.TASK and step.status in WAITING
        ]
        return State(
            steps={step.element: step.source for step in waiting},
            timers={timer.element: timer.source for timer in self.timers},
            joins={join: tuple(flows) for join, flows in self.run.joins.items()},
            answers=self.run.answers,
            ended=self.run.status == RunStatus.ENDED,
        )

    def _open_step(self, event: Event) -> None:
        task = self.definition.steps[event.element]
        lane = self.definition.lane(task.lane) if task.lane else None
        place = lanes.place(self.run, lane, steps=self.steps, referrals=self.referrals)
        due = task.due.after(self.now) if task.due else None
        step = Step(
            run=self.run,
            element=event.element,
            source=event.source,
            lane=task.lane,
            round=self._round(event.element),
            status=place.status,
            entity_id=place.entity_id,
            sender_id=self._sender(event.source),
            how=place.how,
            for_coordinator=place.for_coordinator,
            opened_at=self.now,
            due_at=due,
            due_kind=task.due_kind if due else "",
            notice_at=times.near(self.now, due) if due else None,
        )
        self.steps.append(step)
        self.opened.append(step)

    def _cancel_step(self, event: Event) -> None:
        step = self.waiting(event.element)
        if step in self.opened:  # opened and cancelled in one move: it was never there
            self.opened.remove(step)
            self.steps.remove(step)
        else:
            self.close(step, StepStatus.CANCELLED)
            self.cancelled.append(step)

    def _start_timer(self, event: Event) -> None:
        node = cast("BoundaryTimer | CatchTimer", self.definition.nodes[event.element])
        timer = Timer(
            run=self.run,
            element=event.element,
            source=event.source,
            kind=TimerKind.CATCH if isinstance(node, CatchTimer) else TimerKind.BOUNDARY,
            anchor=node.timer.at,
            fire_at=times.fires_at(node.timer, self.run.case, now=self.now),
        )
        self.timers.append(timer)
        self.armed.append(timer)

    def _stop_timer(self, event: Event) -> None:
        for timer in self.timers:
            if timer.element == event.element and timer.done_at is None:
                timer.done_at = self.now
                timer.fired = event.kind is EventKind.TIMER_FIRED

    def _end_run(self, event: Event) -> None:
        node = self.definition.nodes.get(event.element)
        reason = node.run_end_reason if isinstance(node, End) else ""
        self.run.status = workflow.RUN["end"].target
        self.run.ended_at, self.run.ended_by = self.now, self.by
        self.run.end_reason = self.run.end_reason or reason or FINISHED

    def _write(self, state: State, events: list[Event]) -> None:
        Step.objects.bulk_create(step for step in self.opened if step.kind == StepKind.TASK)
        for timer in self.timers:
            if timer.done_at is not None and timer not in self.armed:
                timer.save(update_fields=["done_at", "fired"])
        Timer.objects.bulk_create(self.armed)
        RunEvent.objects.bulk_create(
            RunEvent(run=self.run, at=self.now, kind=e.kind, element=e.element, by=self.by)
            for e in events
        )
        self.run.answers = dict(state.answers)
        self.run.joins = {join: list(flows) for join, flows in state.joins.items()}
        self.run.save(
            update_fields=["answers", "joins", "status", "ended_at", "ended_by", "end_reason"]
        )
        self.timers = [timer for timer in self.timers if timer.done_at is None]
        self.state = state

    def _round(self, element: str) -> int:
        return 1 + sum(step.element == element for step in self.steps)

    def _sender(self, source: str) -> UUID:
        """Return the entity that did the step the flow came from, else the owner (design 7).

        The owner also stands in for an entity that has left the case since.
        """
        done = [step for step in self.steps if step.element == source and step.closed_at]
        entity = done[-1].entity_id if done else None
        here = {one.receiving_entity_id for one in self.referrals if one.status in TAKEN}
        if self.by is not None:
            here.add(self.by.entity_id)
        return entity if entity in here and entity is not None else self.run.owner_id
