"""Copies of the log in files, always whole up to a checkpoint: the second place, and exports.

A folder holds `events.ndjson` (line n is leaf n), `hashes.bin`, `checkpoints.txt` and `key.pub`,
and is what `verify_audit.py` reads. Events are written before the checkpoint that covers them: a
kill leaves a tail behind the last checkpoint, which is cut off and written again.
"""

import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from audit import signing
from audit.models import Checkpoint, Event, Leaf
from audit.verify_audit import HASH_BYTES, MARK, Note, read_notes

CHUNK = 1000
TAIL = 8192  # more than two notes with three signatures
EVENTS, HASHES, NOTES, KEYS = "events.ndjson", "hashes.bin", "checkpoints.txt", "key.pub"


class CopyAhead(Exception):
    """The copy holds a checkpoint that the database does not know: it was rolled back."""


class CopyDamaged(Exception):
    """The copy is shorter than its last checkpoint says."""


def second_place() -> Path:
    """Return the folder of the continuous copy."""
    return Path(settings.AUDIT_COPY_DIR or Path(settings.DATA_DIR) / "audit-copy")


def notes_path() -> Path:
    """Return the append-only file of checkpoints in the data folder."""
    return Path(settings.DATA_DIR) / "audit_checkpoints.txt"


def last_note(path: Path) -> str:
    """Return the last whole note of a file, empty when it has none; cut off what follows it."""
    if not path.is_file():
        return ""
    with path.open("r+b") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - TAIL))
        tail = file.read()
        *parts, rest = tail.split(b"\n\n")
        whole = [at for at, part in enumerate(parts) if part.startswith(MARK.encode())]
        last = whole[-1] if whole else -1
        extra = b"\n\n".join([*parts[last + 1 :], rest])
        if extra:
            file.truncate(length - len(extra))
    return b"\n\n".join(parts[last - 1 : last + 1]).decode() + "\n" if whole else ""


def known(note: str) -> Checkpoint | None:
    """Return the checkpoint of a note, None for no note; raise CopyAhead when it is not known."""
    if not note:
        return None
    size = int(note.splitlines()[1])
    found = Checkpoint.objects.filter(size=size, note=note).first()
    if found is None:
        raise CopyAhead
    return found


def append_notes(path: Path, after: Checkpoint | None, until: Checkpoint | None) -> None:
    """Add the notes that come after a checkpoint, up to another one, to a file of notes."""
    span = (after.pk + 1 if after else 0, until.pk if until else 0)
    later = Checkpoint.objects.filter(pk__range=span).order_by("pk")
    _append(path, "".join(f"{note}\n" for note in later.values_list("note", flat=True)).encode())


def _append(path: Path, content: bytes) -> None:
    if content:
        with path.open("ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def _cut(path: Path, length: int) -> None:
    path.touch()
    if path.stat().st_size < length:
        raise CopyDamaged
    os.truncate(path, length)


def extend(folder: Path, keys: str) -> int:
    """Bring a copy up to the last checkpoint; return its number of events.

    Raises CopyAhead, CopyDamaged and OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    at = known(last_note(folder / NOTES))
    size, length = (at.size, at.length) if at else (0, 0)
    last = Checkpoint.objects.order_by("pk").last()
    signing.replace_text(folder / KEYS, keys)
    _cut(folder / EVENTS, length)
    _cut(folder / HASHES, size * HASH_BYTES)
    if last is None or (at and at.pk == last.pk):
        return size
    with (folder / EVENTS).open("ab") as events, (folder / HASHES).open("ab") as hashes:
        for start in range(size, last.size, CHUNK):
            lines, digests = _sealed(start, min(start + CHUNK, last.size))
            events.write(lines)
            hashes.write(digests)
        for file in (events, hashes):
            file.flush()
            os.fsync(file.fileno())
    append_notes(folder / NOTES, at, last)
    return last.size


def _sealed(start: int, end: int) -> tuple[bytes, bytes]:
    """Return the lines and the hashes of these leaves; an event that is gone has no line."""
    leaves = list(
        Leaf.objects.filter(seq__gte=start, seq__lt=end)
        .order_by("seq")
        .values_list("event_id", "hash")
    )
    events = Event.objects.filter(pk__in=[number for number, _hash in leaves])
    bodies = dict(events.order_by().values_list("pk", "body"))
    lines = [bytes(bodies[number]) + b"\n" for number, _hash in leaves if number in bodies]
    return b"".join(lines), b"".join(bytes(digest) for _number, digest in leaves)


def set_aside() -> None:
    """Rename the copy and the file of checkpoints, so that both begin anew; nothing is removed."""
    mark = f"{timezone.now():%Y%m%dT%H%M%S%f}"
    for path in (second_place(), notes_path()):
        if path.exists():
            path.rename(path.with_name(f"{path.name}.lost-{mark}"))


def trim(folder: Path) -> list[Note]:
    """Cut off what a kill left behind the last checkpoint; return the checkpoints. Raises Wrong."""
    last_note(folder / NOTES)
    notes = read_notes((folder / NOTES).read_text(), NOTES)
    size = notes[-1].size if notes else 0
    with (folder / EVENTS).open("r+b") as file:
        for _ in range(size):
            file.readline()
        file.truncate()
    return notes
