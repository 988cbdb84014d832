"""What the log knows of one case, and of readings in a period, for the reports above.

Everything is asked over an index: by case, or by kind and time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event


@dataclass(frozen=True)
class Period:
    """From a moment up to, but without, another one; None where it has no end on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def of(self, events: "QuerySet[Event]") -> "QuerySet[Event]":
        """Return those of the events that lie in the period."""
        if self.since:
            events = events.filter(at__gte=self.since)
        return events.filter(at__lt=self.until) if self.until else events


@dataclass(frozen=True)
class Acts:
    """How often somebody did one kind of thing with a case, for which entity, and when."""

    actor: UUID | None
    entity: UUID | None
    kind: str
    outcome: str
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Fact:
    """An event with its details read."""

    number: int
    at: datetime
    kind: str
    actor: UUID | None
    entity: UUID | None
    case: UUID | None
    target: UUID | None
    details: dict[str, Any]


def acts_on(case: UUID, period: Period) -> list[Acts]:
    """Return who did what with the case in the period, one row a person, entity and kind."""
    rows = (
        period.of(Event.objects.filter(case_ref=case))
        .order_by()
        .values("actor", "entity", "kind", "outcome")
        .annotate(count=Count("pk"), first=Min("at"), last=Max("at"))
    )
    return [Acts(**row) for row in rows]


def events_of_kinds(kinds: Collection[AuditAction], period: Period) -> "QuerySet[Event]":
    """Return the events of these kinds in the period, for a report to narrow and group."""
    return period.of(Event.objects.filter(kind__in=[kind.value for kind in kinds])).order_by()


def facts_of(events: Iterable[Event]) -> list[Fact]:
    """Return events with their details, in the order of time."""
    facts = [
        Fact(
            event.pk, event.at, event.kind, event.actor, event.entity, event.case_ref,
            event.target, read_body(event.body).get("details", {}),
        )
        for event in events
    ]  # fmt: skip
    return sorted(facts, key=lambda fact: (fact.at, fact.number))


def events_numbered(numbers: Collection[int]) -> list[Event]:
    """Return these events, newest first."""
    return list(Event.objects.filter(pk__in=numbers).order_by("-at", "-pk"))


def events_of_case(case: UUID) -> "QuerySet[Event]":
    """Return the events of a case, for a report to narrow and group."""
    return Event.objects.filter(case_ref=case).order_by()
