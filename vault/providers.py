"""Where the key-encryption key (KEK) comes from: a file, a key server, or the environment.

A local KEK is named by a fingerprint that tells nothing of the key.
"""

import base64
import binascii
import hmac
import os
import stat
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from vault.exceptions import KeyUnavailable, VaultRefused
from vault.transit import TransitKeks, TransitServer
from vault.wrapping import KekProvider, Wrapped

KEY_BYTES = 32
NONCE_BYTES = 12
ONLY_OWNER_READS = 0o400


class LocalKeks:
    """Key-encryption keys that this process holds: the first wraps, the others only unwrap."""

    def __init__(self, keys: Sequence[bytes], *, source: str) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise VaultRefused(f"The KEK in {source} is not {KEY_BYTES} bytes in base64.")
        self.source = source
        self._keys = {fingerprint(key): AESGCM(key) for key in keys}
        self.active_id = fingerprint(keys[0])

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Wrap a data key for this context under the active key."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self.active_id].encrypt(nonce, key, _bound(context, self.active_id))
        return Wrapped(self.active_id, nonce + sealed)

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Return the data key; raise KeyUnavailable when it does not open here."""
        cipher = self._keys.get(wrapped.kek_id)
        if cipher is None:
            raise KeyUnavailable(f"The KEK {wrapped.kek_id} is not in {self.source}.")
        nonce, sealed = wrapped.blob[:NONCE_BYTES], wrapped.blob[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, sealed, _bound(context, wrapped.kek_id))
        except (InvalidTag, ValueError) as error:
            raise KeyUnavailable(f"A key wrapped by {wrapped.kek_id} was altered.") from error

    def holds(self, kek_id: str) -> bool:
        """Say whether what this key wrapped can be unwrapped here."""
        return kek_id in self._keys

    def unwrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[bytes | None]:
        """Return the data keys in the same order, None for each that does not open here."""
        return [self._unwrap_or_none(one, context) for one, context in wrapped]

    def _unwrap_or_none(self, wrapped: Wrapped, context: bytes) -> bytes | None:
        try:
            return self.unwrap(wrapped, context)
        except KeyUnavailable:
            return None

    def rewrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[Wrapped]:
        """Wrap pairs of wrapped key and context under the active key, in the same order."""
        return [self.wrap(self.unwrap(old, context), context) for old, context in wrapped]


def fingerprint(key: bytes) -> str:
    """Return the public name of a KEK."""
    return hmac.digest(key, b"kek-id-v1", "sha256")[:8].hex()


def _bound(context: bytes, kek_id: str) -> bytes:
    return b"kek-v1\x00" + kek_id.encode() + b"\x00" + context


def read_kek(text: str, *, source: str) -> LocalKeks:
    """Return the keys in `text`, one in base64 a line; raise VaultRefused for anything else."""
    return LocalKeks(parse_keys(text, source=source), source=source)


def parse_keys(text: str, *, source: str) -> list[bytes]:
    """Return what the lines of `text` hold in base64; raise VaultRefused for anything else."""
    try:
        return [base64.b64decode(line, validate=True) for line in text.split()]
    except (binascii.Error, ValueError) as error:
        raise VaultRefused(f"The KEK in {source} is not {KEY_BYTES} bytes in base64.") from error


def read_kek_file(path: Path) -> LocalKeks:
    """Return the keys in the file, as `read_kek_text` and `read_kek` do."""
    return read_kek(read_kek_text(path), source=f"the file {path}")


def read_kek_text(path: Path) -> str:
    """Return what the file holds, which nobody but its owner may read and nobody may write."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & ~ONLY_OWNER_READS:
            raise VaultRefused(
                f"The KEK file {path} has mode {mode:04o}; others could read or change it. "
                f"Run: chmod 0400 {path}"
            )
        return path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise VaultRefused(
            f"The KEK file {path} is missing. On a new installation run: manage.py init_keys. "
            "Otherwise put it back from where it is kept; without it nothing sealed can be read."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise VaultRefused(
            f"The KEK file {path} cannot be read: {type(error).__name__}."
        ) from error


@lru_cache(maxsize=4)
def _provider(kek: str, kek_file: str, transit: TransitServer | None) -> KekProvider:
    if kek:
        return read_kek(kek, source="the environment variable KEK")
    if transit:
        return TransitKeks(transit)
    if kek_file:
        return read_kek_file(Path(kek_file))
    raise VaultRefused("No KEK is set: name its file in KEK_FILE.")


def kek_provider() -> KekProvider:
    """Return the provider of this installation; raise VaultRefused when there is none to use.

    The environment (development, tests) comes before the key server, and that before the file.
    """
    transit = TransitServer(**settings.KEK_TRANSIT) if settings.KEK_TRANSIT else None
    return _provider(settings.KEK, str(settings.KEK_FILE), transit)
