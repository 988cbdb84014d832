"""Reads how far the log is sealed and witnessed, and proves single events."""

from dataclasses import dataclass
from datetime import datetime

from audit import merkle
from audit.enums import AuditAction, Outcome
from audit.models import Checkpoint, Event, Leaf, Pending, Sequencer
from audit.tree import DamagedTree, stored_tree
from audit.verify_audit import Note, Wrong


@dataclass(frozen=True)
class SealState:
    """When the sequencer last finished, since when an event waits, when a witness last came."""

    sealed_at: datetime | None
    waiting_since: datetime | None
    problem: str
    witnessed_at: datetime | None


@dataclass(frozen=True)
class Proof:
    """That an event is leaf `number` (from 0) under a checkpoint over `size` events.

    `is_proved` is false when the hashes do not lead there: something was altered.
    """

    number: int
    size: int
    is_proved: bool
    note: str = ""
    hashes: tuple[bytes, ...] = ()


def seal_state() -> SealState:
    """Return how far the log is sealed and witnessed."""
    sequencer = Sequencer.objects.first()
    waiting = Pending.objects.order_by("event_id").values("event_id")[:1]
    witnessed = Event.objects.filter(
        kind=AuditAction.LOG_WITNESSED.value, outcome=Outcome.DONE.value
    )
    return SealState(
        sealed_at=sequencer.ran_at if sequencer else None,
        waiting_since=Event.objects.filter(pk__in=waiting).values_list("at", flat=True).first(),
        problem=sequencer.problem if sequencer else "",
        witnessed_at=witnessed.values_list("at", flat=True).first(),
    )


def proof_of(event: Event) -> Proof | None:
    """Return the proof of an event under the last checkpoint; None when it is not sealed yet."""
    leaf = Leaf.objects.filter(event_id=event.pk).first()
    last = Checkpoint.objects.order_by("pk").last()
    if leaf is None or last is None:
        return None
    text, _, signatures = last.note.partition("\n\n")
    try:
        root = Note.read(text, signatures, "checkpoint").root
        hashes = merkle.inclusion_proof(stored_tree(), leaf.seq, last.size)
    except (Wrong, DamagedTree, ValueError):
        return Proof(leaf.seq, last.size, is_proved=False)
    is_proved = merkle.verify_inclusion(
        merkle.leaf_hash(bytes(event.body)), leaf.seq, last.size, hashes, root
    )
    return Proof(leaf.seq, last.size, is_proved, last.note, tuple(hashes))
