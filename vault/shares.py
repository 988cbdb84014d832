"""A secret in shares: any two of three give it back, one alone tells nothing (Shamir, GF(256)).

A share is printed as `2/ABCDE-…`: its number, and in Crockford's base 32 the name of the key, the
share itself and a checksum over all of it, so that a mistyped share is named.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

NEEDED, MADE = 2, 3
SECRET_BYTES = 32
NAME_BYTES = 8
CHECKSUM_BYTES = 5
GROUP = 5

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_PRINT = str.maketrans(_PLAIN, _CROCKFORD)
# I and L read as 1, O as 0: nobody has to tell them apart on paper.
_TO_READ = str.maketrans(_CROCKFORD + "ILO", _PLAIN + "BBA")


class MistypedShare(Exception):
    """A share whose checksum does not fit, or two that do not belong together."""


@dataclass(frozen=True, repr=False)
class Share:
    """One share of the key with this name."""

    number: int
    name: str
    text: bytes


def split(secret: bytes) -> dict[int, bytes]:
    """Return three shares by number, of which any two give the secret back."""
    slope = os.urandom(len(secret))
    return {
        x: bytes(byte ^ _times(rise, x) for byte, rise in zip(secret, slope, strict=True))
        for x in range(1, MADE + 1)
    }


def join(shares: Mapping[int, bytes]) -> bytes:
    """Return the secret of two shares: the line through both, where it crosses zero."""
    (x, first), (z, second) = shares.items()
    to_first, to_second = _divided(z, x ^ z), _divided(x, x ^ z)
    return bytes(
        _times(one, to_first) ^ _times(other, to_second)
        for one, other in zip(first, second, strict=True)
    )


def _times(one: int, other: int) -> int:
    """Multiply in GF(256) with the polynomial of AES, in the same time for all values."""
    product = 0
    for _ in range(8):
        product ^= one & -(other & 1)
        one = (one << 1) ^ (0x11B & -(one >> 7))
        other >>= 1
    return product


def _divided(one: int, other: int) -> int:
    return next(quotient for quotient in range(256) if _times(quotient, other) == one)


def print_share(share: Share) -> str:
    """Return a share as it is written on paper."""
    body = bytes.fromhex(share.name) + share.text
    whole = body + _checksum(share.number, body)
    text = base64.b32encode(whole).decode().rstrip("=").translate(_TO_PRINT)
    groups = (text[start : start + GROUP] for start in range(0, len(text), GROUP))
    return f"{share.number}/{'-'.join(groups)}"


def read_share(typed: str) -> Share:
    """Return the share that was typed; raise MistypedShare naming it when it is not whole."""
    number, _, text = typed.strip().partition("/")
    if number not in {str(x) for x in range(1, MADE + 1)}:
        raise MistypedShare("A share begins with its number and a stroke: 1/, 2/ or 3/.")
    plain = re.sub(r"[\s-]", "", text).upper().translate(_TO_READ)
    try:
        whole = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        whole = b""
    body, checksum = whole[:-CHECKSUM_BYTES], whole[-CHECKSUM_BYTES:]
    right_length = len(body) == NAME_BYTES + SECRET_BYTES
    if not right_length or not hmac.compare_digest(checksum, _checksum(int(number), body)):
        raise MistypedShare(f"Share {number} is mistyped: look at it again, sign by sign.")
    return Share(int(number), body[:NAME_BYTES].hex(), body[NAME_BYTES:])


def _checksum(number: int, body: bytes) -> bytes:
    return hashlib.sha256(b"kek-share-v1" + bytes([number]) + body).digest()[:CHECKSUM_BYTES]
