"""What a woman is told of who saw her data: days, kinds of service, kinds of act; no names."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone

from audit.enums import AuditAction as A
from audit.enums import Outcome
from audit.families import LOOKS, WATCHING
from audit.tracing import events_of_case
from entities.models import EntityKind

LOOKED, WROTE, CONTACT, IDENTITY = "looked", "wrote", "contact", "identity"


@dataclass(frozen=True)
class Reading:
    """On that day, somebody of a service of these kinds did this with her data."""

    day: date
    kinds: tuple[str, ...]
    act: str


@dataclass(frozen=True)
class Readings:
    """Everything to be told, newest first; `checks` is how often auditors looked at the log."""

    rows: list[Reading]
    checks: int


def _act(kind: str) -> str:
    if kind == A.IDENTITY_REVEALED:
        return IDENTITY
    if kind == A.CONTACT_REVEALED:
        return CONTACT
    return LOOKED if kind in {look.value for look in LOOKS} else WROTE


def readings_of(case: UUID) -> Readings:
    """Return who did what with the case, by day and kind of service. Two queries."""
    found = (
        events_of_case(case)
        .filter(outcome=Outcome.DONE.value, actor__isnull=False)
        .annotate(day=TruncDate("at", tzinfo=get_default_timezone()))
        .values_list("day", "entity", "kind")
        .annotate(count=Count("pk"))
    )
    told: dict[tuple[date, UUID | None, str], None] = {}
    checks = 0
    for day, entity, kind, count in found:
        if kind == A.LOG_READ.value:
            checks += count
        elif kind not in {watch.value for watch in WATCHING}:
            told[day, entity, _act(kind)] = None
    kinds = _kinds({entity for _day, entity, _kind in told if entity})
    rows = {Reading(day, kinds.get(entity, ()), act) for day, entity, act in told if entity}
    in_order = sorted(rows, key=lambda row: (row.kinds, row.act))
    return Readings(sorted(in_order, key=lambda row: row.day, reverse=True), checks)


def _kinds(entities: set[UUID]) -> dict[UUID, tuple[str, ...]]:
    kinds: dict[UUID, list[str]] = defaultdict(list)
    rows = EntityKind.objects.filter(entity__in=entities).order_by("kind")
    for entity, kind in rows.values_list("entity_id", "kind"):
        kinds[entity].append(kind)
    return {entity: tuple(found) for entity, found in kinds.items()}
