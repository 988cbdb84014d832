"""A run as its readers see it: what is done, waits or is late, in words and as marks.

Of steps that are not hers a reader learns only that they are *with another service*: not what
they are, nor whose, nor where on the drawing they stand.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from entities.models import User
from protocols.definition import Definition, say
from protocols.elements import BoundaryTimer, CallActivity, CatchTimer, End, SendTask
from protocols.marks import Mark, MarkState
from protocols.state import EventKind
from protocols.veil import veil
from protocols.ways import passed
from referrals.enums import StepKind, StepStatus
from referrals.models import Referral, Run, RunEvent, Step, Timer
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
# What the engine says of the elements at which nobody waits.
_PASSED = {
    EventKind.TIMER_FIRED: (CatchTimer, BoundaryTimer),
    EventKind.NOTICE_SENT: (SendTask,),
    EventKind.PROTOCOL_CALLED: (CallActivity,),
    EventKind.BRANCH_ENDED: (End,),
    EventKind.RUN_ENDED: (End,),
}


@dataclass(frozen=True)
class StepLine:
    """A step in the outline of a run; of one that is not hers only that it is with another."""

    element: str
    title: str
    state: str
    note: str
    mine: bool


@dataclass(frozen=True)
class RunPicture:
    """A run as one reader sees it: the flowchart, the rest hidden; its marks; its steps so far."""

    definition: Definition
    marks: dict[str, Mark]
    lines: list[StepLine]


def picture_of(run: Run, definition: Definition, user: User) -> RunPicture:
    """Return the run as this person sees it, whose entity has a part in it. At most four queries."""
    steps = steps_of_run(run)
    return RunPicture(
        definition=seen_by(run, definition, steps, user),
        marks=marks(run, definition, steps, user),
        lines=lines(run, steps, user),
    )


def steps_of_run(run: Run) -> list[Step]:
    """Return all steps of a run in the order in which they opened. One query."""
    steps = list(
        Step.objects.filter(run=run).select_related("entity").order_by("opened_at", "round")
    )
    for step in steps:
        step.run = run
    return steps


def seen_by(run: Run, definition: Definition, steps: list[Step], user: User) -> Definition:
    """Return the flowchart with what she may not see hidden; the entity in charge sees it all."""
    if run.owner_id == user.entity_id:
        return definition
    received = Referral.objects.filter(
        run=run, receiving_entity=user.entity_id, sent_at__isnull=False
    )
    lanes = {*received.values_list("lane", flat=True)}
    lanes |= {step.lane for step in steps if step.entity_id == user.entity_id}
    elements = {step.element for step in steps if sees_step(user, step)}
    return veil(definition, lanes=lanes - {""}, elements=elements)


def marks(run: Run, definition: Definition, steps: list[Step], user: User) -> dict[str, Mark]:
    """Return the marks for the drawing: of the steps she may see, and of the arrows between them.

    The entity in charge also sees timers, notices and ends, and how often the run came anywhere.
    """
    now = timezone.now()
    seen = [step for step in steps if sees_step(user, step)]
    found: dict[str, Mark] = {}
    timers: list[Timer] = []
    if run.owner_id == user.entity_id:
        timers = list(Timer.objects.filter(run=run))
        found |= _marks_of_events(run, definition)
        found |= {
            timer.element: Mark(MarkState.WAITING)
            for timer in timers
            if timer.done_at is None and timer.kind == "catch"
        }
    for step in seen:
        if step.kind == StepKind.TASK:
            found[step.element] = Mark(_mark(step, now), _times(step.round))
    fired = {timer.element for timer in timers if timer.fired}
    return found | _marks_of_arrows(definition, seen, fired)


def _marks_of_events(run: Run, definition: Definition) -> dict[str, Mark]:
    """Return what was passed without anybody waiting there, with how often."""
    rows = RunEvent.objects.filter(run=run, kind__in=_PASSED).values_list("kind", "element")
    counted = Counter(
        (element, kind) for kind, element in rows if _is_at(definition, element, EventKind(kind))
    )
    often: dict[str, int] = {}
    for (element, _kind), times in counted.items():
        # An end is told of twice when the whole run ends there.
        often[element] = max(often.get(element, 0), times)
    return {element: Mark(MarkState.DONE, _times(times)) for element, times in often.items()}


def _is_at(definition: Definition, element: str, kind: EventKind) -> bool:
    return isinstance(definition.nodes.get(element), _PASSED[kind])


def _marks_of_arrows(
    definition: Definition, seen: list[Step], fired: Collection[str]
) -> dict[str, Mark]:
    last = {step.element: step for step in seen}
    found: dict[str, Mark] = {}
    for step in seen:
        source = last.get(step.source)
        if step.source and source is None:
            continue
        declined = source is not None and source.status == StepStatus.DECLINED
        way = passed(definition, step.source, step.element, declined=declined, fired=fired)
        found |= {arrow: Mark(MarkState.DONE, is_told=False) for arrow in way}
    return found


def _times(times: int) -> str:
    return f"×{times}" if times > 1 else ""  # noqa: RUF001 -- times


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
