"""Keys and signed notes of the log (C2SP signed-note and tlog-checkpoint, Ed25519).

The log's key lies in a file of its own that only the sequencer needs to read. Its name, drawn at
random, is the origin of every checkpoint.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from audit.verify_audit import ED25519, MARK, Key, key_id

ONLY_OWNER_READS = 0o400
HEADER = "PRIVATE+KEY+"
SEED_BYTES = 32


class KeyUnusable(Exception):
    """A key file that is missing, or holds something else."""


@dataclass(frozen=True)
class Signer:
    """A private key with its name."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Key:
        """Return the public half."""
        raw = self.private.public_key().public_bytes_raw()
        return Key(self.name, key_id(self.name, raw), raw)

    def sign(self, text: str) -> str:
        """Return the signature line over a note's text."""
        signature = self.public.id + self.private.sign(text.encode())
        return f"{MARK}{self.name} {base64.b64encode(signature).decode()}\n"


def key_path() -> Path:
    """Return where the log's key lies."""
    return Path(settings.AUDIT_KEY_FILE or Path(settings.DATA_DIR) / "audit_key")


def signers_path() -> Path:
    """Return where the public keys lie of those who may declare a gap."""
    return key_path().with_name("audit_signers.pub")


def public_line(key: Key) -> str:
    """Return the key as a line of `key.pub`."""
    return f"{key.name}+{key.id.hex()}+{base64.b64encode(ED25519 + key.public).decode()}\n"


def publish(signer: Signer) -> str:
    """Return `key.pub`: the log's own key, then those of the people who may declare a gap.

    It is also left beside the log's key, for those who may not read that one.
    """
    others = signers_path()
    text = public_line(signer.public) + (others.read_text() if others.is_file() else "")
    replace_text(_public_path(), text)
    return text


def published() -> str:
    """Return `key.pub` as it was left; raise KeyUnusable when nothing was sealed yet."""
    try:
        return _public_path().read_text()
    except OSError as error:
        raise KeyUnusable("The log has no public key yet: nothing was sealed.") from error


def _public_path() -> Path:
    return key_path().with_name("audit_key.pub")


def replace_text(path: Path, text: str) -> None:
    """Let a small file hold this text, whole or not at all."""
    if path.is_file() and path.read_text() == text:
        return
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text)
    aside.replace(path)


def read_signer(path: Path) -> Signer:
    """Read a private key; raise KeyUnusable."""
    try:
        name, id_text, rest = path.read_text().strip().removeprefix(HEADER).split("+", 2)
        seed = base64.b64decode(rest, validate=True)[1:]
        signer = Signer(name, Ed25519PrivateKey.from_private_bytes(seed))
    except OSError as error:
        raise KeyUnusable(f"The key {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise KeyUnusable(f"The file {path} holds no signing key.") from error
    if signer.public.id.hex() != id_text:
        raise KeyUnusable(f"The key in {path} is damaged.")
    return signer


def make_signer(path: Path, name: str) -> Signer:
    """Write a new private key, read by its owner alone; what is there stays as it is.

    It is written aside and then linked: the name stands for a whole file or for none. Raises
    FileExistsError when there is a file already, and OSError.
    """
    seed = secrets.token_bytes(SEED_BYTES)
    signer = Signer(name, Ed25519PrivateKey.from_private_bytes(seed))
    text = base64.b64encode(ED25519 + seed).decode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "w") as file:
            file.write(f"{HEADER}{name}+{signer.public.id.hex()}+{text}\n")
            file.flush()
            os.fchmod(file.fileno(), ONLY_OWNER_READS)
            os.fsync(file.fileno())
        os.link(aside, path)
    finally:
        Path(aside).unlink()
    return signer


def make_log_key() -> Signer:
    """Return the log's key, made now if there is none yet; raise KeyUnusable and OSError."""
    path = key_path()
    if not path.exists():
        try:
            return make_signer(path, f"bidelagun-{secrets.token_hex(8)}")
        except FileExistsError:  # another process was quicker
            pass
    return read_signer(path)


def make_person_key(role: str, path: Path) -> Key:
    """Make the key by which a person in this role signs a declared gap; make its public half known.

    The private half goes to `path`, which the person keeps; the role's earlier public key no
    longer counts. Raises KeyUnusable, FileExistsError and OSError.
    """
    name = f"{read_signer(key_path()).name}/{role}"
    signer = make_signer(path, name)
    known = signers_path()
    lines = known.read_text().splitlines(keepends=True) if known.is_file() else []
    kept = [line for line in lines if not line.startswith(f"{name}+")]
    replace_text(known, "".join(kept) + public_line(signer.public))
    return signer.public


def note_of(
    signer: Signer, size: int, root: bytes, *, gap: str = "", others: tuple[Signer, ...] = ()
) -> str:
    """Return a signed checkpoint; `gap` is the further line of a declared loss."""
    text = f"{signer.name}\n{size}\n{base64.b64encode(root).decode()}\n{gap}"
    return text + "\n" + "".join(one.sign(text) for one in (signer, *others))
