"""How much waits at the steps of a flowchart: counts, never cases.

Who manages flowcharts sees no cases, and small counts could point at a woman: they are hidden from
her (`FEW`), also where one could be had by taking one number from another. A coordinator sees the
counts of her own entity as they are.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from cases.selectors import cases_visible_to
from core.abilities import Ability
from core.exceptions import NotVisible
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.selectors import version_for
from referrals.enums import WAITING, StepKind, StepStatus
from referrals.models import Step
from referrals.permissions import can_read_waiting, can_read_who_waits

FEW = 5
MOST_SHOWN = 50
# What the entity it comes from must still refer, or has offered.
_TO_GIVE = (StepStatus.TO_REFER, StepStatus.OFFERED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at one step. What may not be told is None: fewer than FEW, or hidden with it.

    `at_least` is FEW where only that many, or more, may be said. `oldest_days` counts from the day
    the step opened.
    """

    element: str
    count: int | None
    late: int | None
    oldest_days: int | None
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    version: UUID
    count: int
    late: int
    oldest: datetime


def version_to_watch(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a version by its address for somebody who may see what waits, else NotVisible."""
    if not can_read_waiting(user):
        raise NotVisible
    return version_for(user, slug, number)


def waiting_at(version: ProtocolVersion, *, element: str, lane: str) -> QuerySet[Step]:
    """Return who waits at one step in one lane, in any version of the flowchart, first due first."""
    return (
        _waiting()
        .filter(element=element, lane=lane, run__version__protocol=version.protocol_id)
        .order_by("due_at")
    )


def waiting_with(user: User, version: ProtocolVersion, *, element: str, lane: str) -> list[Step]:
    """Return the first of them that wait with her entity, of cases she may see; none for others."""
    if not can_read_who_waits(user):
        return []
    steps = waiting_at(version, element=element, lane=lane).filter(
        _with_entity(user), run__case__in=cases_visible_to(user)
    )
    return list(steps.select_related("run")[:MOST_SHOWN])


def counts(
    version: ProtocolVersion, user: User, *, every_version: bool = False
) -> dict[str, Waiting]:
    """Return what waits at each element where anything does, as far as she may know. One query.

    With `every_version`, in all versions of the flowchart together, where they kept the id.
    """
    steps = _waiting().filter(kind=StepKind.TASK)
    if every_version:
        steps = steps.filter(run__version__protocol=version.protocol_id)
    else:
        steps = steps.filter(run__version=version)
    is_exact = user.may(Ability.COORDINATE)
    if is_exact:
        steps = steps.filter(_with_entity(user))
    now = timezone.now()
    return {
        element: _told(element, rows, is_exact=is_exact, now=now)
        for element, rows in _rows(steps, now).items()
    }


def _waiting() -> QuerySet[Step]:
    return Step.objects.filter(status__in=WAITING)


def _with_entity(user: User) -> Q:
    """What an entity has to do: the open steps it does, and those it refers or has offered."""
    entity = user.entity_id
    return Q(status=StepStatus.OPEN, entity=entity) | Q(status__in=_TO_GIVE, sender=entity)


def _rows(steps: QuerySet[Step], now: datetime) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    grouped = (
        steps.order_by()
        .values_list("element", "run__version")
        .annotate(
            count=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)), oldest=Min("opened_at")
        )
    )
    for element, version, count, late, oldest in grouped:
        found[element].append(_Row(version, count, late, oldest))
    return found


def _told(element: str, rows: list[_Row], *, is_exact: bool, now: datetime) -> Waiting:
    count, late = sum(row.count for row in rows), sum(row.late for row in rows)
    days = (now - min(row.oldest for row in rows)).days
    if is_exact:
        return Waiting(element, count, late, days)
    if count < FEW:
        return Waiting(element, None, None, None)
    if any(row.count < FEW for row in rows):
        return Waiting(element, None, None, None, at_least=FEW)
    is_safe = all(_is_safe(row) for row in rows)
    return Waiting(element, count, late if is_safe else None, days)


def _is_safe(row: _Row) -> bool:
    """Say whether neither the late ones nor the others are few, in this version as in all together.

    What is hidden in one version must not come out when the others are taken from the sum.
    """
    return row.late in {0, row.count} or (row.late >= FEW and row.count - row.late >= FEW)


def other_versions(version: ProtocolVersion) -> list[ProtocolVersion]:
    """Return the other versions of the flowchart that were published, the newest first."""
    return list(
        ProtocolVersion.objects.filter(protocol=version.protocol_id)
        .exclude(status=VersionStatus.DRAFT)
        .exclude(pk=version.pk)
        .defer("xml")
        .order_by("-number")
    )
