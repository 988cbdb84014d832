"""The columns of an event are copies for filters: what they must say stands in its body."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from audit.body import read_body
from audit.merkle import leaf_hash
from audit.models import Event, Leaf

TEXTS = ("kind", "outcome", "session", "device", "address")
CHUNK = 1000
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


def truly_sealed() -> Iterator[Event]:
    """Give the events whose body is the one that was sealed; the verifier names the others."""
    leaves = Leaf.objects.order_by("-seq").values_list("seq", flat=True)
    for start in range(0, (leaves.first() or 0) + 1, CHUNK):
        span = (start, start + CHUNK - 1)
        sealed = dict(Leaf.objects.filter(seq__range=span).values_list("event_id", "hash"))
        for event in Event.objects.filter(pk__in=sealed).order_by("pk"):
            if leaf_hash(bytes(event.body)) == bytes(sealed[event.pk]):
                yield event
