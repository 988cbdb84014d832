"""A real loss, declared: a checkpoint that names the last one witnessed before, with the
signatures of two people. Without it the loss stays what it looks like, a fork.
"""

import base64
from pathlib import Path

from django.db import transaction

from audit import copies, merkle, sequencer, signing
from audit.enums import AuditAction
from audit.models import Checkpoint
from audit.sequencer import Stopped
from audit.services import record
from audit.tree import DamagedTree, stored_tree
from audit.verify_audit import SIGNERS, Note, Wrong, read_keys, read_notes
from audit.witness import Refused


def declare(
    witnessed: Path, *, administrator: Path, auditor: Path, without_copy: bool = False
) -> Checkpoint:
    """Sign the present log as what is left after a loss; return the checkpoint that says so.

    `witnessed` is the auditor's file; the two others are the private keys of two people.
    `without_copy` sets a copy aside that the database does not fit. Raises Refused.
    """
    seen = _last_witnessed(witnessed)
    with sequencer.alone() as is_alone:
        if not is_alone:
            raise Refused("A sequencer is at work: try again.")
        if without_copy:
            copies.set_aside()
        try:
            sequencer.seal_all()
            signer = sequencer.ready()
            others = _signers(signer, administrator, auditor)
            _refuse_without_loss(seen)
            return _declare(seen, signer, others)
        except Stopped as stopped:
            raise Refused(
                f"The sequencer stopped: {stopped.problem.value}. If the copy is ahead, try "
                "audit_restore; --without-copy sets it aside."
            ) from stopped


def _declare(seen: Note, signer: signing.Signer, others: tuple[signing.Signer, ...]) -> Checkpoint:
    size = Checkpoint.objects.order_by("pk").values_list("size", flat=True).last() or 0
    with transaction.atomic(durable=True):
        details = {"count": size, "event": seen.size}
        record(AuditAction.LOG_GAP_DECLARED, by=None, details=details)
    sequencer.seal_all()
    named = base64.b64encode(seen.root).decode()
    with transaction.atomic(durable=True):
        checkpoint = sequencer.add_leaves(
            signer, [], 0, gap=f"gap {seen.size} {named}\n", others=others
        )
    sequencer.copy_out(signer)
    return checkpoint


def _last_witnessed(path: Path) -> Note:
    try:
        notes = read_notes(path.read_text(), path.name)
        log_key = next(iter(read_keys(signing.published()).values()))
    except (OSError, Wrong, signing.KeyUnusable) as error:
        raise Refused(f"The witnessed checkpoints cannot be read: {error}") from error
    if not notes or not notes[-1].is_signed_by(log_key):
        raise Refused("The last witnessed checkpoint is not one of this log.")
    return notes[-1]


def _signers(signer: signing.Signer, *paths: Path) -> tuple[signing.Signer, ...]:
    known = read_keys(signing.publish(signer))
    found = []
    for role, path in zip(SIGNERS, paths, strict=True):
        try:
            one = signing.read_signer(path)
        except signing.KeyUnusable as error:
            raise Refused(str(error)) from error
        if one.name != f"{signer.name}/{role}" or known.get(one.name) != one.public:
            raise Refused(f"The key in {path} is not the one known of the {role}.")
        found.append(one)
    return tuple(found)


def _refuse_without_loss(seen: Note) -> None:
    last = Checkpoint.objects.order_by("pk").last()
    if last is None or last.size < seen.size:
        return
    try:
        if merkle.root(stored_tree(), seen.size) != seen.root:
            return
    except DamagedTree as error:
        raise Refused("The stored tree is damaged.") from error
    raise Refused("Nothing is lost: the log continues the last witnessed checkpoint.")
