"""Puts back from the copy what a restored backup of the database lacks."""

from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from audit import copies, merkle, sequencer, tree
from audit.columns import event_of
from audit.enums import AuditAction
from audit.models import Checkpoint, Event, Pending
from audit.services import record
from audit.verify_audit import Note, Wrong, verify
from audit.witness import Refused


def replay(folder: Path) -> int:
    """Add the events and checkpoints that only the copy has; return how many events.

    The copy is verified before, and every root again. All or nothing. Raises Refused.
    """
    with sequencer.alone() as is_alone:
        if not is_alone:
            raise Refused("A sequencer is at work: try again.")
        try:
            notes = copies.trim(folder)
            verify(folder)
        except (Wrong, OSError) as error:
            raise Refused(f"The copy cannot be used: {error}.") from error
        with transaction.atomic(durable=True):
            return _replay(folder, notes)


def _replay(folder: Path, notes: list[Note]) -> int:
    last = Checkpoint.objects.order_by("pk").last()
    texts = [note.text for note in notes]
    try:
        done = texts.index(last.note.partition("\n\n")[0] + "\n") + 1 if last else 0
    except ValueError as error:
        raise Refused(
            "The copy does not know the last checkpoint of the database: they tell different "
            "histories."
        ) from error
    size, length = (last.size, last.length) if last else (0, 0)
    start = size
    waiting = _waiting()
    with (folder / copies.EVENTS).open("rb") as lines:
        for _ in range(size):
            lines.readline()
        for note in notes[done:]:
            bodies = [line[:-1] for line in islice(lines, note.size - size)]
            length += sum(len(body) + 1 for body in bodies)
            size = _add(size, bodies, waiting, note)
            _add_checkpoint(note, length)
    if done < len(notes):
        record(AuditAction.LOG_RESTORED, by=None, details={"count": size - start})
    return size - start


def _waiting() -> dict[bytes, int]:
    """Return the events that the backup has, but not yet sealed."""
    numbers = Pending.objects.values("event_id")
    rows = Event.objects.filter(pk__in=numbers).order_by().values_list("body", "pk")
    return {bytes(body): number for body, number in rows}


def _add(size: int, bodies: list[bytes], waiting: dict[bytes, int], note: Note) -> int:
    missing = Event.objects.bulk_create(event_of(body) for body in bodies if body not in waiting)
    numbers = waiting | {bytes(event.body): event.pk for event in missing}
    leaves = [(numbers[body], merkle.leaf_hash(body)) for body in bodies]
    Pending.objects.filter(event_id__in=[number for number, _hash in leaves]).delete()
    size = tree.grow(size, leaves)
    if merkle.root(tree.stored_tree(), size) != note.root:
        raise Refused(f"The events do not lead to the checkpoint of size {note.size}.")
    return size


def _add_checkpoint(note: Note, length: int) -> None:
    text = note.text + "\n" + "".join(f"{line}\n" for line in note.signatures)
    Checkpoint.objects.create(size=note.size, length=length, at=timezone.now(), note=text)
