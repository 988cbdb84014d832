"""Reads the log a page at a time, by time; nothing here ever counts the table."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event
from core.exceptions import NotVisible

PAGE_SIZE = 25


@dataclass(frozen=True)
class Filters:
    """What the auditor looks for; what is None is not asked. Both days are included."""

    actors: frozenset[UUID] | None = None
    entities: frozenset[UUID] | None = None
    kinds: frozenset[str] | None = None
    case: UUID | None = None
    outcome: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Page:
    """Events newest first; `newer` and `older` are cursors, None where nothing follows."""

    events: list[Event]
    newer: int | None = None
    older: int | None = None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _matching(filters: Filters) -> QuerySet[Event]:
    asked = {
        "actor__in": sorted(filters.actors) if filters.actors is not None else None,
        "entity__in": sorted(filters.entities) if filters.entities is not None else None,
        "kind__in": sorted(filters.kinds) if filters.kinds is not None else None,
        "case_ref": filters.case,
        "outcome": filters.outcome,
        "at__gte": _start(filters.since) if filters.since else None,
        "at__lt": _start(filters.until + timedelta(days=1)) if filters.until else None,
    }
    return Event.objects.filter(
        **{name: value for name, value in asked.items() if value not in (None, "")}
    )


def _place(number: int | None) -> Event | None:
    return Event.objects.only("at").filter(pk=number).first() if number else None


def _beside(cursor: Event, side: str) -> Q:
    """Return the condition of being before (`lt`) or after (`gt`) an event, by time, then number.

    The first part alone is what an index answers.
    """
    return Q((f"at__{side}e", cursor.at)) & (
        Q((f"at__{side}", cursor.at)) | Q((f"pk__{side}", cursor.pk))
    )


def _first(filters: Filters, beside: Q, *order: str, count: int) -> list[Event]:
    """Return the first matching events in this order.

    A whole family of kinds is put together from the first of each kind, which an index gives at
    once: asked for in one go, a rare family would be looked for through the whole log.
    """
    matching = _matching(filters).filter(beside).order_by(*order)
    narrowed = (filters.actors, filters.entities, filters.case, filters.outcome)
    if len(filters.kinds or ()) <= 1 or any(narrowed):
        return list(matching[:count])
    firsts = [
        place
        for kind in filters.kinds or ()
        for place in matching.filter(kind=kind).values_list("at", "pk")[:count]
    ]
    chosen = sorted(firsts, reverse=order[0].startswith("-"))[:count]
    return list(Event.objects.filter(pk__in=[pk for _at, pk in chosen]).order_by(*order))


def page_of(filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """Return the events just older than event `before`, or just newer than `after`.

    Without either, or without such an event, the newest. Reads one row more than it shows, to
    know whether more follow.
    """
    older_than, newer_than, count = _place(before), _place(after), PAGE_SIZE + 1
    if newer_than:
        found = _first(filters, _beside(newer_than, "gt"), "at", "pk", count=count)
        events = found[:PAGE_SIZE][::-1]
        more_newer, more_older = len(found) > PAGE_SIZE, bool(events)
    else:
        beside = _beside(older_than, "lt") if older_than else Q()
        found = _first(filters, beside, "-at", "-pk", count=count)
        events = found[:PAGE_SIZE]
        more_newer, more_older = bool(older_than and events), len(found) > PAGE_SIZE
    return Page(
        events,
        newer=events[0].pk if more_newer else None,
        older=events[-1].pk if more_older else None,
    )


def events_before(filters: Filters, cursor: Event, *, count: int) -> list[Event]:
    """Return the first `count` matching events older than this one, newest first."""
    return _first(filters, _beside(cursor, "lt"), "-at", "-pk", count=count)


def count_up_to(filters: Filters, most: int) -> int:
    """Return how many events match; `most` + 1 when they are more than `most`."""
    return _matching(filters).order_by()[: most + 1].count()


def event_numbered(number: int) -> Event:
    """Return one event; raise NotVisible when there is none with this number."""
    event = Event.objects.filter(pk=number).first()
    if event is None:
        raise NotVisible
    return event


def last_details(action: AuditAction, *, count: int) -> list[dict[str, Any]]:
    """Return the details of the newest events of this kind: what other rooms wrote for themselves."""
    newest = Event.objects.filter(kind=action.value).order_by("-at", "-id")[:count]
    return [read_body(event.body)["details"] for event in newest]
