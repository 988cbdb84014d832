"""Takes events from the queue into the tree, in batches, each closed by a signed checkpoint.

Whatever kills it: a batch is one transaction, and the copies are brought up from the database by
the next turn. One sequencer works at a time. While it cannot work the service goes on; the
auditor's page turns red.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import copies, merkle, signing, tree
from audit.enums import AuditAction, Outcome
from audit.models import Checkpoint, Event, Sequencer
from audit.services import record
from audit.verify_audit import Note, Wrong

logger = logging.getLogger(__name__)

BATCH = 5000
ONLY = 1
TAKE = """DELETE FROM audit_pending WHERE event_id IN
    (SELECT event_id FROM audit_pending ORDER BY event_id LIMIT %s) RETURNING event_id"""


class Problem(StrEnum):
    """Why the sequencer stopped; the auditor's page words it."""

    KEY_MISSING = "key-missing"
    KEY_CHANGED = "key-changed"
    TREE_DAMAGED = "tree-damaged"
    COPY_AHEAD = "copy-ahead"
    COPY_DAMAGED = "copy-damaged"
    COPY_UNWRITABLE = "copy-unwritable"


class Stopped(Exception):
    """The sequencer must not go on: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@contextmanager
def alone() -> Iterator[bool]:
    """Say whether no other sequencer of this machine works; keep others away meanwhile."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".audit_sequencer.lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def sequence(*, batch: int = BATCH) -> int:
    """Seal all events that wait and bring the copies up; return how many events were sealed.

    Raises nothing of its own: what keeps it from working is stored, and logged by its name.
    """
    with alone() as is_alone:
        if not is_alone:
            return 0
        sealed, problem = 0, ""
        try:
            sealed = seal_all(batch=batch)
        except Stopped as stopped:
            problem = stopped.problem.value
            logger.error("The sequencer of the log stopped: %s.", problem)  # noqa: TRY400
        Sequencer.objects.update_or_create(
            pk=ONLY,
            defaults={"problem": problem} if problem else {"problem": "", "ran_at": timezone.now()},
        )
        return sealed


def seal_all(*, batch: int = BATCH) -> int:
    """Seal what waits, batch after batch, and copy it; the caller is alone.

    Raises Stopped; for a copy that cannot be written only after everything is sealed.
    """
    signer = ready()
    sealed = 0
    is_copied = copy_out(signer)  # what a killed turn left; stops when the copy knows more than we
    while taken := _seal(signer, batch):
        sealed += taken
        is_copied = copy_out(signer)
    if not is_copied:
        raise Stopped(Problem.COPY_UNWRITABLE)
    return sealed


def ready() -> signing.Signer:
    """Return the log's key when it is the one that signed so far; raise Stopped."""
    last = Checkpoint.objects.order_by("pk").last()
    if last is None:
        return signing.make_log_key()
    try:
        signer = signing.read_signer(signing.key_path())
    except signing.KeyUnusable as error:
        raise Stopped(Problem.KEY_MISSING) from error
    note = parsed(last)
    if note.origin != signer.name or not note.is_signed_by(signer.public):
        raise Stopped(Problem.KEY_CHANGED)
    try:
        if merkle.root(tree.stored_tree(), last.size) != note.root:
            raise Stopped(Problem.TREE_DAMAGED)
    except tree.DamagedTree as error:
        raise Stopped(Problem.TREE_DAMAGED) from error
    return signer


def parsed(checkpoint: Checkpoint) -> Note:
    """Return what a stored checkpoint says; raise Stopped when it was damaged."""
    text, _, signatures = checkpoint.note.partition("\n\n")
    try:
        return Note.read(text, signatures, f"checkpoint {checkpoint.size}")
    except Wrong as error:
        raise Stopped(Problem.TREE_DAMAGED) from error


def copy_out(signer: signing.Signer) -> bool:
    """Bring the file of checkpoints and the second place up; say no when they cannot be written.

    Raises Stopped when they do not fit the database.
    """
    try:
        copies.extend(copies.second_place(), signing.publish(signer))
        notes = copies.notes_path()
        last = Checkpoint.objects.order_by("pk").last()
        copies.append_notes(notes, copies.known(copies.last_note(notes)), last)
    except copies.CopyAhead as error:
        raise Stopped(Problem.COPY_AHEAD) from error
    except copies.CopyDamaged as error:
        raise Stopped(Problem.COPY_DAMAGED) from error
    except OSError:
        return False
    return True


def _lock() -> bool:
    """Take the sequencer's row until the transaction ends; say no when another host has it."""
    Sequencer.objects.get_or_create(pk=ONLY)
    return Sequencer.objects.select_for_update(skip_locked=True).filter(pk=ONLY).exists()


@transaction.atomic(durable=True)
def _seal(signer: signing.Signer, batch: int) -> int:
    if not _lock():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [batch])
        numbers = sorted(number for (number,) in cursor.fetchall())
    if not numbers:
        return 0
    rows = Event.objects.filter(pk__in=numbers).order_by().values_list("pk", "body")
    bodies = {number: bytes(body) for number, body in rows}
    if len(bodies) < len(numbers):
        lost = next(number for number in numbers if number not in bodies)
        details = {"count": len(numbers) - len(bodies), "event": lost}
        record(AuditAction.LOG_EVENT_LOST, by=None, outcome=Outcome.FAILED, details=details)
    leaves = [(number, merkle.leaf_hash(bodies[number])) for number in numbers if number in bodies]
    add_leaves(signer, leaves, sum(len(body) + 1 for body in bodies.values()))
    return len(leaves)


def add_leaves(
    signer: signing.Signer,
    leaves: list[tuple[int, bytes]],
    length: int,
    *,
    gap: str = "",
    others: tuple[signing.Signer, ...] = (),
) -> Checkpoint:
    """Add leaves whose lines have this length together, and sign; in the caller's transaction."""
    last = Checkpoint.objects.order_by("pk").last()
    try:
        size = tree.grow(last.size if last else 0, leaves)
        root = merkle.root(tree.stored_tree(), size)
    except tree.DamagedTree as error:
        raise Stopped(Problem.TREE_DAMAGED) from error
    return Checkpoint.objects.create(
        size=size,
        length=(last.length if last else 0) + length,
        at=timezone.now(),
        note=signing.note_of(signer, size, root, gap=gap, others=others),
    )
