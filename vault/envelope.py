"""The format of everything sealed: `0xE1 | algorithm | data key id | nonce | ciphertext and tag`.

What is authenticated beside the text binds it to its place: model, field, row and this header,
each preceded by its length. A value moved to another row or column does not open.
"""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from vault.exceptions import Tampered
from vault.keyring import keyring

MARK = 0xE1
AES_256_GCM = 1
HEADER = struct.Struct(">BB16s")
NONCE_BYTES = 12
TAG_BYTES = 16


class Aead(Protocol):
    """An authenticated cipher with nonces of 12 bytes and tags of 16."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes: ...


# Another algorithm is one more line here; what was sealed before keeps the number it has.
ALGORITHMS = {AES_256_GCM: AESGCM}


@dataclass(frozen=True)
class Place:
    """Where a sealed value belongs. None of it may ever change while the value lives."""

    model: str
    field: str
    row: str


@dataclass
class Openings:
    """How many values were opened while it was counted."""

    count: int = 0


_openings: ContextVar[Openings | None] = ContextVar("openings", default=None)


@contextmanager
def count_openings() -> Iterator[Openings]:
    """Count the values that this thread or task opens within the block."""
    openings = Openings()
    token = _openings.set(openings)
    try:
        yield openings
    finally:
        _openings.reset(token)


def _bound(place: Place, header: bytes) -> bytes:
    parts = (b"field-v1", place.model.encode(), place.field.encode(), place.row.encode(), header)
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


@sensitive_variables()
def seal(text: bytes, *, key_id: UUID, place: Place) -> bytes:
    """Return `text` sealed for this place; raise KeyUnavailable when the key is gone."""
    header = HEADER.pack(MARK, AES_256_GCM, key_id.bytes)
    nonce = os.urandom(NONCE_BYTES)
    cipher: Aead = ALGORITHMS[AES_256_GCM](keyring.key(key_id))
    return header + nonce + cipher.encrypt(nonce, text, _bound(place, header))


@sensitive_variables()
def unseal(blob: bytes, *, place: Place) -> bytes:
    """Return the text; raise Tampered or KeyUnavailable when it does not open in this place."""
    header, nonce, sealed = _split(blob)
    _, algorithm, key_id = HEADER.unpack(header)
    if algorithm not in ALGORITHMS:
        raise Tampered(f"Algorithm {algorithm} is unknown.")
    cipher: Aead = ALGORITHMS[algorithm](keyring.key(UUID(bytes=key_id)))
    try:
        text = cipher.decrypt(nonce, sealed, _bound(place, header))
    except InvalidTag as error:
        raise Tampered(f"A value of {place.model}.{place.field} does not open.") from error
    openings = _openings.get()
    if openings is not None:
        openings.count += 1
    return text


def key_id_of(blob: bytes) -> UUID:
    """Return which data key sealed the value; raise Tampered when it is no sealed value."""
    header, _, _ = _split(blob)
    return UUID(bytes=HEADER.unpack(header)[2])


def _split(blob: bytes) -> tuple[bytes, bytes, bytes]:
    start = HEADER.size + NONCE_BYTES
    if len(blob) < start + TAG_BYTES or blob[0] != MARK:
        raise Tampered("This is no sealed value, or a part of one.")
    return blob[: HEADER.size], blob[HEADER.size : start], blob[start:]
