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
from functools import lru_cache
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

# Where the parts of a sealed value begin, and what does not change from one to the next.
_KEY_FROM, _NONCE_FROM = 2, HEADER.size
_TEXT_FROM = _NONCE_FROM + NONCE_BYTES
_LEAST = _TEXT_FROM + TAG_BYTES
_BEGINNING = bytes([MARK, AES_256_GCM])
_length = struct.Struct(">I").pack
_HEADER_LENGTH = _length(HEADER.size)


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


@sensitive_variables()
def seal(text: bytes, *, key_id: UUID, place: Place) -> bytes:
    """Return `text` sealed for this place; raise KeyUnavailable when the key is gone."""
    header = _BEGINNING + key_id.bytes
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + _cipher(header).encrypt(nonce, text, _bound(place, header))


def unseal(blob: bytes, *, place: Place) -> bytes:
    """Return the text; raise Tampered or KeyUnavailable when it does not open in this place.

    Nothing here fails once there is a text, so that no traceback can hold one.
    """
    if len(blob) < _LEAST or blob[0] != MARK:
        raise _no_sealed_value()
    header = blob[:_NONCE_FROM]
    try:
        text = _cipher(header).decrypt(
            blob[_NONCE_FROM:_TEXT_FROM], blob[_TEXT_FROM:], _bound(place, header)
        )
    except InvalidTag as error:
        raise Tampered(f"A value of {place.model}.{place.field} does not open.") from error
    openings = _openings.get()
    if openings is not None:
        openings.count += 1
    return text


def key_id_of(blob: bytes) -> UUID:
    """Return which data key sealed the value; raise Tampered when it is no sealed value."""
    if len(blob) < _LEAST or blob[0] != MARK:
        raise _no_sealed_value()
    return UUID(bytes=blob[_KEY_FROM:_NONCE_FROM])


def _no_sealed_value() -> Tampered:
    return Tampered("This is no sealed value, or a part of one.")


def _cipher(header: bytes) -> Aead:
    """Return the cipher that a header names, made once for as long as its key is kept."""
    kept, number = keyring.find(header[_KEY_FROM:]), header[1]
    cipher: Aead | None = kept.ciphers.get(number)
    if cipher is None:
        if number not in ALGORITHMS:
            raise Tampered(f"Algorithm {number} is unknown.")
        cipher = kept.ciphers[number] = ALGORITHMS[number](kept.key)
    return cipher


def _bound(place: Place, header: bytes) -> bytes:
    row = place.row.encode()
    return _column(place.model, place.field) + _length(len(row)) + row + _HEADER_LENGTH + header


@lru_cache(maxsize=1000)
def _column(model: str, field: str) -> bytes:
    parts = (b"field-v1", model.encode(), field.encode())
    return b"".join(_length(len(part)) + part for part in parts)
