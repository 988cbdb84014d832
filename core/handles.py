"""Opaque names of records in addresses: one record has a different one for each entity.

No primary key of a case, person, run or step leaves the house. A handle is the record's UUID
enciphered (one AES-256 block: a keyed permutation of UUIDs) under a key of the reading entity, so
that two entities cannot join what they see, and a handle alone authorises nothing.
"""

import base64
import binascii
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from core.exceptions import NotVisible


@lru_cache(maxsize=1024)
def _cipher(secret: str, entity_id: UUID) -> Cipher[modes.ECB]:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"handle-v1" + entity_id.bytes).derive(
        secret.encode()
    )
    # ECB over a single block is the permutation itself; nothing longer is ever enciphered.
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305


def handle_of(record_id: UUID, *, entity_id: UUID) -> str:
    """Return the name by which people of this entity address the record (26 symbols)."""
    block = _cipher(settings.SECRET_KEY, entity_id).encryptor().update(record_id.bytes)
    return base64.b32encode(block).decode().rstrip("=").lower()


def read_handle(handle: str, *, entity_id: UUID) -> UUID:
    """Return the record's id; raise NotVisible for anything that is not a handle."""
    try:
        block = base64.b32decode(handle.upper() + "======", casefold=False)
    except (binascii.Error, ValueError):
        raise NotVisible from None
    if len(block) != 16:  # noqa: PLR2004 -- the size of a UUID and of an AES block
        raise NotVisible
    return UUID(bytes=_cipher(settings.SECRET_KEY, entity_id).decryptor().update(block))
