"""What the tests of the sealed log ask again and again."""

import base64
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from audit import copies, merkle, sequencer, signing, triggers
from audit.enums import AuditAction
from audit.models import Checkpoint, Event, Leaf
from audit.services import record
from audit.verify_audit import Wrong, verify


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


def exported(folder: Path) -> Path:
    """Export the log into a new folder inside `folder`."""
    target = folder / f"export-{len(list(folder.iterdir()))}"
    call_command("audit_export", str(target), stdout=StringIO())
    return target


def verdict(folder: Path, witnessed: Path | None = None) -> str:
    """Return what the verifier says of a folder, good or bad."""
    try:
        return verify(folder, witnessed)
    except Wrong as error:
        return f"bad: {error}"


def witness(folder: Path) -> Path:
    """Let the auditor keep the last checkpoint; return her file."""
    call_command("audit_witness", str(folder), stdout=StringIO())
    return folder / "witnessed.txt"


def people(folder: Path) -> dict[str, str]:
    """Make the keys of administrator and auditor; return the options that name them."""
    for role in ("administrator", "auditor"):
        options = {"role": role, "file": folder / f"{role}.key", "stdout": StringIO()}
        call_command("init_audit_key", **options)
    return {
        "administrator_key": folder / "administrator.key",
        "auditor_key": folder / "auditor.key",
    }


def roll_back(size: int) -> None:
    """Put the database back to what it was when it had so many sealed events."""
    by_force(
        f"DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_leaf WHERE seq < {size})",
        f"DELETE FROM audit_leaf WHERE seq >= {size}",
        f"DELETE FROM audit_checkpoint WHERE size > {size}",
        "DELETE FROM audit_pending",
    )


def tell_otherwise(number: int, body: bytes) -> None:
    """Change sealed event `number` (from 0) and sign a history with it, with the true key."""
    leaves = list(Leaf.objects.order_by("seq"))
    values = [body, leaves[number].event_id]
    by_force("UPDATE audit_event SET body = %s WHERE id = %s", values=values)
    values = [merkle.leaf_hash(body), number]
    by_force("UPDATE audit_leaf SET hash = %s WHERE seq = %s", values=values)
    by_force("DELETE FROM audit_checkpoint")
    signer = signing.read_signer(signing.key_path())
    hashes = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("seq")]
    length = sum(len(body) + 1 for body in sealed_bodies())
    note = signing.note_of(signer, len(hashes), merkle.root_of(hashes))
    Checkpoint.objects.create(size=len(hashes), length=length, at=timezone.now(), note=note)
    copies.set_aside()
