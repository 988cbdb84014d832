"""Verifies an exported log offline: `python verify_audit.py DIR [--witnessed FILE]`.

One file; it needs Python and the package `cryptography`, and nothing of Bidelagun. DIR holds
`events.ndjson` (line n is exactly the bytes of leaf n), `checkpoints.txt` (signed notes, C2SP
tlog-checkpoint, one after the other), `key.pub` and, to name a single event, `hashes.bin` (the
leaf hashes, believed only where a checkpoint proves them). FILE is what a witness has kept of this
log; a `key.pub` beside it is believed before the one in DIR.

Exit code 0 and "ok …", or 1 and the first thing that is wrong.
"""

import os
import sys

if __name__ == "__main__":  # the modules beside this file must not stand in for others
    _HERE = os.path.dirname(os.path.realpath(__file__))  # noqa: PTH120 -- nothing is imported yet
    sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != _HERE]

import argparse
import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
HASH_BYTES = 32
MARK = "— "
SIGNERS = ("administrator", "auditor")


class Wrong(Exception):
    """What is wrong with the log: the first thing found."""


@dataclass(frozen=True)
class Key:
    """A public key: `name+id+base64` (C2SP signed-note, Ed25519)."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def read(cls, line: str) -> "Key":
        """Read a line of `key.pub`; raise Wrong."""
        try:
            name, id_text, rest = line.split("+", 2)
            blob = base64.b64decode(rest, validate=True)
            key = cls(name, bytes.fromhex(id_text), blob[1:])
        except (ValueError, binascii.Error) as error:
            raise Wrong(f"key.pub holds a line that is no key: {line[:40]!r}") from error
        if blob[:1] != ED25519 or key.id != key_id(name, key.public):
            raise Wrong(f"key.pub: the id of the key {name!r} does not fit the key")
        return key


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that name a key in a signature."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def read_keys(text: str) -> dict[str, Key]:
    """Return the keys by name, the log's own first; raise Wrong when there is none."""
    keys = [Key.read(line) for line in text.splitlines() if line]
    if not keys:
        raise Wrong("key.pub holds no key")
    return {key.name: key for key in keys}


@dataclass(frozen=True)
class Note:
    """A checkpoint: `text` is what is signed; `gap` names the last one seen before a loss."""

    text: str
    signatures: tuple[str, ...]
    origin: str
    size: int
    root: bytes
    gap: tuple[int, bytes] | None = None

    @classmethod
    def read(cls, text: str, signatures: str, place: str) -> "Note":
        """Read a note; raise Wrong with its `place`."""
        try:
            origin, size, root, *more = text.splitlines()
            named = [line.split(" ") for line in more if line.startswith("gap ")]
            gap = (int(named[0][1]), base64.b64decode(named[0][2])) if named else None
            note = cls(
                text + "\n",
                tuple(signatures.splitlines()),
                origin,
                int(size),
                base64.b64decode(root, validate=True),
                gap,
            )
        except (ValueError, IndexError) as error:
            raise Wrong(f"{place} cannot be read") from error
        if note.size < 0 or len(note.root) != HASH_BYTES:
            raise Wrong(f"{place} cannot be read")
        return note

    def is_signed_by(self, key: Key) -> bool:
        """Say whether one of the signatures is this key's."""
        for line in self.signatures:
            name, _, signature = line.removeprefix(MARK).partition(" ")
            try:
                blob = base64.b64decode(signature, validate=True)
                if name == key.name and blob[:4] == key.id:
                    Ed25519PublicKey.from_public_bytes(key.public).verify(
                        blob[4:], self.text.encode()
                    )
                    return True
            except (ValueError, InvalidSignature):
                continue
        return False

    def is_gap_signed_by(self, keys: dict[str, Key]) -> bool:
        """Say whether administrator and auditor, two keys, both signed the gap."""
        both = [keys.get(f"{self.origin}/{signer}") for signer in SIGNERS]
        signed = {key.public for key in both if key and self.is_signed_by(key)}
        return len(signed) == len(SIGNERS)


def read_notes(text: str, name: str) -> list[Note]:
    """Return the notes of a file, in its order; raise Wrong for one that is not whole."""
    *parts, rest = text.split("\n\n")
    if rest or len(parts) % 2:
        raise Wrong(f"{name} does not end with a whole checkpoint")
    return [
        Note.read(parts[at], parts[at + 1], f"{name}: checkpoint {at // 2 + 1}")
        for at in range(0, len(parts), 2)
    ]


def check_notes(notes: list[Note], keys: dict[str, Key], name: str) -> None:
    """Raise Wrong at the first note that the log did not sign, or that goes back."""
    own = next(iter(keys.values()))
    before = 0
    for number, note in enumerate(notes, 1):
        place = f"{name}: checkpoint {number} (size {note.size})"
        if note.origin != own.name or not note.is_signed_by(own):
            raise Wrong(f"{place} is forged: the key of the log did not sign it")
        if note.gap and not note.is_gap_signed_by(keys):
            raise Wrong(f"{place} declares a gap that administrator and auditor did not both sign")
        if note.size < before and not note.gap and name == "checkpoints.txt":
            raise Wrong(f"{place} goes back behind the one before it (size {before}): rollback")
        before = note.size


class Tree:
    """Grows leaf by leaf and keeps the roots over the sizes that will be asked for."""

    def __init__(self, sizes: set[int]) -> None:
        self.sizes = sizes
        self.leaves: list[bytes] = []
        self.roots = {0: hashlib.sha256(b"").digest()}

    def grow(self, leaves: Iterator[bytes]) -> None:
        """Take in the hashes of further leaves."""
        sha256, sizes, keep = hashlib.sha256, self.sizes, self.leaves.append
        peaks: list[bytes] = []
        for count, leaf in enumerate(leaves):
            keep(leaf)
            result, number = leaf, count
            while number & 1:
                result = sha256(b"\x01" + peaks.pop() + result).digest()
                number >>= 1
            peaks.append(result)
            if count + 1 in sizes:
                self.roots[count + 1] = _fold(peaks)


def _fold(peaks: list[bytes]) -> bytes:
    result = peaks[-1]
    for peak in reversed(peaks[:-1]):
        result = hashlib.sha256(b"\x01" + peak + result).digest()
    return result


def hash_lines(path: Path) -> Iterator[bytes]:
    """Give the leaf hash of each line; raise Wrong when the last one has no end."""
    sha256 = hashlib.sha256
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                raise Wrong(f"events.ndjson: event {number} is cut off")
            yield sha256(b"\x00" + line[:-1]).digest()


def name_first(found: list[bytes], expected: list[bytes]) -> str:
    """Return what happened to the first event that is not the expected one."""
    at = 0
    while at < min(len(found), len(expected)) and found[at] == expected[at]:
        at += 1
    lost = at < len(expected) and expected[at] not in set(found[at:])
    foreign = at < len(found) and found[at] not in set(expected[at:])
    if lost and not foreign:
        return f"event {at + 1} is missing"
    if lost:
        return f"event {at + 1} was altered"
    if foreign:
        return f"event {at + 1} was inserted"
    return f"event {at + 1} stands in another place: the events were reordered"


def explain(folder: Path, tree: Tree, notes: list[Note], failed: int) -> str:
    """Name the first bad event under the checkpoint `failed`, as exactly as can be proved."""
    good, bad = notes[failed - 1].size if failed else 0, notes[failed]
    path = folder / "hashes.bin"
    blob = path.read_bytes() if path.is_file() else b""
    expected = [blob[at : at + HASH_BYTES] for at in range(0, len(blob), HASH_BYTES)]
    for note in (notes[-1], bad):
        proof = Tree({note.size})
        proof.grow(iter(expected[: note.size]))
        if proof.roots.get(note.size) == note.root:
            return name_first(tree.leaves, expected[: note.size])
    if len(tree.leaves) < bad.size:
        return f"of the events {good + 1} to {bad.size} at least {bad.size - len(tree.leaves)} are missing"
    return f"one of the events {good + 1} to {bad.size} was altered, removed, inserted or moved"


def check_events(folder: Path, tree: Tree, notes: list[Note]) -> None:
    """Raise Wrong, naming the first event that is not the one the checkpoints signed."""
    for number, note in enumerate(notes):
        if tree.roots.get(note.size) != note.root:
            place = f"checkpoint {number + 1} (size {note.size}) does not fit the events"
            raise Wrong(f"events.ndjson: {explain(folder, tree, notes, number)}; {place}")
    if len(tree.leaves) > notes[-1].size:
        raise Wrong(f"events.ndjson: event {notes[-1].size + 1} lies beyond the last checkpoint")


def check_witnessed(tree: Tree, notes: list[Note], seen: list[Note]) -> None:
    """Raise Wrong at the first thing a witness saw that this log no longer says."""
    kept = {(note.size, note.root) for note in seen}
    gaps = [note.gap for note in notes if note.gap and note.gap in kept]
    for note in seen:
        agrees = tree.roots.get(note.size) == note.root
        if agrees or any(note.size <= size for size, _root in gaps):
            continue
        total = notes[-1].size
        if note.size > total:
            raise Wrong(
                f"rollback: event {total + 1} and those after it are missing; a witness saw "
                f"{note.size} events, this log ends after {total}"
            )
        raise Wrong(
            f"split view or rollback: a witness saw another history up to event {note.size} "
            "than this log tells"
        )


def verify(folder: Path, witnessed: Path | None = None) -> str:
    """Return what was proved; raise Wrong with the first thing that is wrong, or OSError."""
    keys = read_keys((folder / "key.pub").read_text())
    seen: list[Note] = []
    if witnessed:
        beside = witnessed.parent / "key.pub"
        trusted = read_keys(beside.read_text()) if beside.is_file() else keys
        if next(iter(trusted.values())) != next(iter(keys.values())):
            raise Wrong("key.pub is not the key the witness knows: every checkpoint is forged")
        keys = trusted
        seen = read_notes(witnessed.read_text(), witnessed.name)
        check_notes(seen, keys, witnessed.name)
    notes = read_notes((folder / "checkpoints.txt").read_text(), "checkpoints.txt")
    if not notes:
        raise Wrong("checkpoints.txt holds no checkpoint")
    check_notes(notes, keys, "checkpoints.txt")
    tree = Tree({note.size for note in [*notes, *seen]})
    tree.grow(hash_lines(folder / "events.ndjson"))
    check_events(folder, tree, notes)
    check_witnessed(tree, notes, seen)
    gaps = [f"declared gap at {note.size} after {note.gap[0]}" for note in notes if note.gap]
    told = [f"ok: {len(tree.leaves)} events", f"{len(notes)} checkpoints", *gaps]
    return ", ".join([*told, f"{len(seen)} witnessed" if witnessed else "without a witness"])


def main() -> int:
    """Verify what the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify an exported log.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--witnessed", type=Path, metavar="FILE")
    asked = parser.parse_args()
    try:
        sys.stdout.write(verify(asked.folder, asked.witnessed) + "\n")
    except Wrong as error:
        sys.stdout.write(f"bad: {error}.\n")
    except (OSError, UnicodeDecodeError) as error:
        sys.stdout.write(f"bad: cannot read the files: {error}.\n")
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
