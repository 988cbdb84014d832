"""A run as its readers see it: what is done, waits or is late, in words and as marks."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entities.models import User
from protocols.definition import say
from protocols.marks import Mark, MarkState
from referrals.enums import StepKind, StepStatus
from referrals.models import Run, Step, Timer
from referrals.selectors.elements import Elements
from referrals.selectors.steps import sees_step

_MARKS = {
    StepStatus.TO_REFER: MarkState.NOW,
    StepStatus.OFFERED: MarkState.WAITING,
    StepStatus.OPEN: MarkState.NOW,
    StepStatus.DONE: MarkState.DONE,
    StepStatus.DECLINED: MarkState.DECLINED,
    StepStatus.CANCELLED: MarkState.CANCELLED,
}


@dataclass(frozen=True)
class StepLine:
    """A step in the outline of a run; of one that is not hers only that it is with another."""

    element: str
    title: str
    state: str
    note: str
    mine: bool


def steps_of_run(run: Run) -> list[Step]:
    """Return all steps of a run in the order in which they opened. One query."""
    steps = list(
        Step.objects.filter(run=run).select_related("entity").order_by("opened_at", "round")
    )
    for step in steps:
        step.run = run
    return steps


def marks(run: Run, steps: list[Step], user: User) -> dict[str, Mark]:
    """Return the marks for the drawing: of the steps she may see, and of waiting timers."""
    now = timezone.now()
    found: dict[str, Mark] = {}
    for step in steps:
        if step.kind == StepKind.TASK and sees_step(user, step):
            note = f"×{step.round}" if step.round > 1 else ""  # noqa: RUF001 -- times
            found[step.element] = Mark(_mark(step, now), note)
    if run.owner_id == user.entity_id:
        for timer in Timer.objects.filter(run=run, done_at=None, kind="catch"):
            found[timer.element] = Mark(MarkState.WAITING)
    return found


def lines(run: Run, steps: list[Step], user: User) -> list[StepLine]:
    """Return the run as a list in words."""
    language, now = get_language() or "es", timezone.now()
    elements = Elements(run)
    return [_line(elements, step, user, language, now) for step in steps]


def _mark(step: Step, now: datetime) -> MarkState:
    state = _MARKS[StepStatus(step.status)]
    late = step.due_at is not None and step.due_at <= now
    return MarkState.LATE if state in {MarkState.NOW, MarkState.WAITING} and late else state


def _line(elements: Elements, step: Step, user: User, language: str, now: datetime) -> StepLine:
    if not sees_step(user, step):
        return StepLine("", _("With another service"), "", "", mine=False)
    title = say(elements.node(step.element).labels, language)
    state = {
        MarkState.NOW: "current",
        MarkState.WAITING: "current",
        MarkState.LATE: "late",
        MarkState.DONE: "done",
        MarkState.DECLINED: "skipped",
        MarkState.CANCELLED: "skipped",
    }[_mark(step, now)]
    who = step.entity.name if step.entity else ""
    told = "" if step.status in {StepStatus.DONE, StepStatus.OPEN} else step.get_status_display()
    note = " · ".join(filter(None, [told, who]))
    return StepLine(step.element, title, state, note, mine=True)
