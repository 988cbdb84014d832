"""What the tests of the sealed log ask again and again."""

import base64
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from audit import copies, sequencer, triggers
from audit.enums import AuditAction
from audit.models import Checkpoint, Event, Leaf
from audit.services import record


def add(count: int = 1) -> list[Event]:
    """Add so many events."""
    return [record(AuditAction.SIGNED_IN, by=None) for _ in range(count)]


def seal(*counts: int) -> None:
    """Add and seal so many events, a checkpoint for each number."""
    for count in counts:
        add(count)
        sequencer.sequence()


def problem() -> str:
    """Return why the sequencer stopped, if it did."""
    return sequencer.Sequencer.objects.get().problem


def sealed_bodies() -> list[bytes]:
    """Return the bodies of the leaves in the order of the tree."""
    bodies = {event.pk: bytes(event.body) for event in Event.objects.all()}
    return [bodies[leaf.event_id] for leaf in Leaf.objects.order_by("seq")]


def copied() -> Path:
    """Return the folder of the continuous copy."""
    return copies.second_place()


def by_force(*statements: str, values: Sequence[object] = ()) -> None:
    """Run statements as someone whom neither triggers nor authorizer stop."""
    triggers.remove(connection)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, list(values))
    finally:
        triggers.install(connection)


def last_root() -> bytes:
    """Return the root of the last checkpoint."""
    return base64.b64decode(Checkpoint.objects.order_by("pk").last().note.splitlines()[2])
