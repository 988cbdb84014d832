"""What an auditor keeps outside: the last checkpoint, given up only for a later one that proves
that everything before it is still there.
"""

import os
from pathlib import Path

from django.conf import settings

from audit import copies, merkle, signing
from audit.enums import AuditAction, Outcome
from audit.models import Checkpoint
from audit.sequencer import Stopped, parsed
from audit.services import record_read
from audit.tree import DamagedTree, stored_tree
from audit.verify_audit import Key, Note, Wrong, read_keys, read_notes

WITNESSED, KEYS = "witnessed.txt", "key.pub"


class Refused(Exception):
    """What was asked for cannot be done, and why."""


def keep_checkpoint(folder: Path, *, accepts_keys: bool = False) -> int:
    """Keep the last checkpoint in the auditor's folder; return how many events it covers.

    Raises Refused, and leaves the folder as it is, when the log does not continue the checkpoint
    kept there: it was rolled back, or it tells another history.
    """
    if folder.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise Refused("The auditor's folder must lie outside the data folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = _trusted(folder / KEYS, accepts_keys=accepts_keys)
    note, text = _last_of(keys)
    path = folder / WITNESSED
    copies.last_note(path)  # cuts off what a kill left
    seen = _seen(path)
    if seen:
        try:
            demand_continuation(seen[-1], note, keys)
        except Refused:
            facts = {"count": note.size, "event": seen[-1].size}
            record_read(AuditAction.LOG_FORKED, by=None, outcome=Outcome.FAILED, details=facts)
            raise
    if not seen or seen[-1].text != note.text:
        with path.open("a") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    record_read(AuditAction.LOG_WITNESSED, by=None, details={"count": note.size})
    return note.size


def demand_continuation(seen: Note, note: Note, keys: dict[str, Key]) -> None:
    """Raise Refused unless `note` continues `seen`, or a declared gap says what was lost."""
    if _continues(seen, note) or any(_continues(gap, note) for gap in _gaps_after(seen, keys)):
        return
    if note.size < seen.size:
        raise Refused(
            f"Rollback: the log ends after {note.size} events, but {seen.size} were witnessed."
        )
    raise Refused(
        f"Split view or rollback: the first {seen.size} events are not those that were witnessed."
    )


def _continues(old: Note, new: Note) -> bool:
    if not 0 < old.size <= new.size:
        return old.size == 0
    try:
        proof = merkle.consistency_proof(stored_tree(), old.size, new.size)
    except DamagedTree:
        return False
    return merkle.verify_consistency(old.size, new.size, proof, old.root, new.root)


def _gaps_after(seen: Note, keys: dict[str, Key]) -> list[Note]:
    own = next(iter(keys.values()))
    gaps = [parsed(row) for row in Checkpoint.objects.filter(note__contains="\ngap ")]
    return [
        gap
        for gap in gaps
        if gap.gap == (seen.size, seen.root)
        and gap.is_signed_by(own)
        and gap.is_gap_signed_by(keys)
    ]


def _last_of(keys: dict[str, Key]) -> tuple[Note, str]:
    last = Checkpoint.objects.order_by("pk").last()
    if last is None:
        raise Refused("The log has no checkpoint yet.")
    try:
        note = parsed(last)
    except Stopped as error:
        raise Refused("The last checkpoint cannot be read.") from error
    if not note.is_signed_by(next(iter(keys.values()))):
        raise Refused("The last checkpoint is forged: the key of the log did not sign it.")
    return note, last.note


def _seen(path: Path) -> list[Note]:
    try:
        return read_notes(path.read_text(), path.name) if path.is_file() else []
    except Wrong as error:
        raise Refused(f"{error}.") from error


def _trusted(path: Path, *, accepts_keys: bool) -> dict[str, Key]:
    """Return the keys this auditor believes: those of the first time, others only on her word."""
    try:
        text = signing.published()
        keys = read_keys(text)
        trusted = read_keys(path.read_text()) if path.is_file() else keys
    except (signing.KeyUnusable, Wrong) as error:
        raise Refused(str(error)) from error
    if next(iter(trusted.values())) != next(iter(keys.values())):
        raise Refused("The key of the log is another one than the first time.")
    changed = sorted(name for name, key in keys.items() if trusted.get(name) != key)
    if changed and not accepts_keys:
        raise Refused(
            f"New keys: {', '.join(changed)}. If their holders confirm them, repeat with "
            "--accept-keys."
        )
    if changed or not path.is_file():
        signing.replace_text(path, text)
        return keys
    return trusted
