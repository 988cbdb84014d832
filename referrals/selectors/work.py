"""The worklist: what waits for the people of an entity, by deadline."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from cases.selectors import cases_visible_to, codes_for
from core.abilities import Ability
from entities.models import User
from protocols.definition import say
from protocols.selectors import definition_of
from referrals.enums import StepStatus
from referrals.models import Step
from referrals.selectors.elements import Elements
from referrals.times import deadline_state

FILTERS = ("all", "late", "soon", "to_refer", "mine")
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Task:
    """A step as the list shows it: the reader's code of the case, words, deadline."""

    code: str
    run_number: int
    element: str
    title: str
    protocol: str
    status: str
    due_at: datetime | None
    deadline: str
    for_coordinator: bool


def steps_of(user: User, show: str = "all") -> QuerySet[Step]:
    """Return the steps that wait for her entity, the first due first.

    Open ones it does, those it must refer, and what nobody was found for if the run is its own.
    """
    entity = user.entity_id
    now = timezone.now()
    found = (
        Step.objects.filter(
            Q(status=StepStatus.OPEN, entity=entity)
            | Q(status=StepStatus.TO_REFER, sender=entity)
            | Q(status=StepStatus.TO_REFER, for_coordinator=True, run__owner=entity)
        )
        .filter(run__case__in=cases_visible_to(user))
        .select_related("run__version")
        .defer("run__version__xml")
        .order_by(F("due_at").asc(nulls_last=True), "opened_at")
    )
    if not user.may(Ability.WORK_CASES):
        return found.none()
    narrowing = {
        "late": Q(due_at__lte=now),
        "soon": Q(due_at__gt=now, due_at__lte=now + SOON),
        "to_refer": Q(status=StepStatus.TO_REFER),
        "mine": Q(run__case__lead_worker=user),
    }
    return found.filter(narrowing[show]) if show in narrowing else found


def counts(user: User) -> dict[str, int]:
    """Return how many steps wait, are late, are due soon, are to be referred. One query."""
    now = timezone.now()
    return dict(
        steps_of(user)
        .order_by()
        .aggregate(
            all=Count("pk"),
            late=Count("pk", filter=Q(due_at__lte=now)),
            soon=Count("pk", filter=Q(due_at__gt=now, due_at__lte=now + SOON)),
            to_refer=Count("pk", filter=Q(status=StepStatus.TO_REFER)),
        )
    )


def tasks(steps: list[Step], user: User) -> list[Task]:
    """Return the rows of the list. One query, whatever their number, once flowcharts are read."""
    codes = codes_for([step.run.case_id for step in steps], user.entity)
    language, now = get_language() or "es", timezone.now()
    return [_task(step, codes.get(step.run.case_id, ""), language, now) for step in steps]


def _task(step: Step, code: str, language: str, now: datetime) -> Task:
    definition = definition_of(step.run.version)
    return Task(
        code=code,
        run_number=step.run.number,
        element=step.element,
        title=say(Elements(step.run).node(step.element).labels, language),
        protocol=say(definition.labels, language),
        status=step.status,
        due_at=step.due_at,
        deadline=deadline_state(step.opened_at, step.due_at, now=now),
        for_coordinator=step.for_coordinator,
    )
