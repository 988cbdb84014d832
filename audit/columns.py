"""The columns of an event are copies for filters: what they must say stands in its body."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from audit.body import read_body
from audit.models import Event

TEXTS = ("kind", "outcome", "session", "device", "address")
IDS = ("actor", "entity", "case_ref", "target")


def event_of(body: bytes) -> Event:
    """Return the event that a body describes, not stored; raise ValueError or KeyError."""
    facts = read_body(body)
    return Event(
        at=datetime.fromisoformat(facts["at"]),
        body=body,
        **{name: facts[name] for name in TEXTS},
        **{name: UUID(facts[name]) if facts[name] else None for name in IDS},
    )


def first_differing(events: Iterable[Event]) -> tuple[int, str] | None:
    """Return number and column of the first event whose columns are not what its body says."""
    for event in events:
        try:
            true = event_of(bytes(event.body))
        except (ValueError, KeyError):
            return event.pk, "body"
        for name in ("at", *TEXTS, *IDS):
            if getattr(event, name) != getattr(true, name):
                return event.pk, name
    return None
