"""The Merkle tree of RFC 9162: roots and proofs, computed; it stores nothing and reads no clock.

A tree is given as a function that returns the hash of a complete subtree: `node(level, number)`
covers the leaves from `number * 2**level` up to the next such multiple.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]
Range = tuple[int, int]

EMPTY = sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + body).digest()


def join(left: bytes, right: bytes) -> bytes:
    """Return the hash above two hashes."""
    return sha256(b"\x01" + left + right).digest()


def _subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Return the complete subtrees that lie side by side over these leaves, biggest first."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def _range_hash(node: Node, leaves: Range) -> bytes:
    hashes = [node(level, number) for level, number in _subtrees(*leaves)]
    result = hashes.pop()
    while hashes:
        result = join(hashes.pop(), result)
    return result


def root(node: Node, size: int) -> bytes:
    """Return the root over the first `size` leaves."""
    return _range_hash(node, (0, size)) if size else EMPTY


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    level = list(hashes)
    while len(level) > 1:
        above = [join(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]
    return level[0] if level else EMPTY


def _split(start: int, end: int) -> int:
    return start + (1 << (end - start - 1).bit_length() - 1)


def _inclusion_ranges(number: int, size: int) -> list[Range]:
    start, end, path = 0, size, []
    while end - start > 1:
        middle = _split(start, end)
        if number < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def _consistency_ranges(old: int, new: int) -> list[Range]:
    start, end, path = 0, new, []
    while old != end:
        middle = _split(start, end)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:
        path.append((start, end))
    return path[::-1]


def inclusion_proof(node: Node, number: int, size: int) -> list[bytes]:
    """Return the hashes that prove leaf `number` (from 0) under the root over `size` leaves."""
    if not 0 <= number < size:
        raise ValueError("The tree does not reach that leaf.")
    return [_range_hash(node, leaves) for leaves in _inclusion_ranges(number, size)]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """Return the hashes that prove that the first `old` of `new` leaves are the same as before."""
    if not 0 < old <= new:
        raise ValueError("Only a tree that is not empty can be compared with a later one.")
    return [_range_hash(node, leaves) for leaves in _consistency_ranges(old, new)]


def verify_inclusion(
    leaf: bytes, number: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Say whether the proof leads from the leaf's hash to this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= number < size:
        return False
    ranges = _inclusion_ranges(number, size)
    if len(ranges) != len(proof):
        return False
    result = leaf
    for (start, _), sibling in zip(ranges, proof, strict=True):
        result = join(sibling, result) if start < number else join(result, sibling)
    return result == expected


def verify_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Say whether the proof leads to both roots (RFC 9162, 2.1.4.2)."""
    ranges = _consistency_ranges(old, new) if 0 < old <= new else []
    if not 0 < old <= new or len(ranges) != len(proof):
        return False
    older = newer = old_root
    for (start, end), part in zip(ranges, proof, strict=True):
        if end == old:
            older = newer = part
        elif start >= old:
            newer = join(newer, part)
        else:
            older, newer = join(part, older), join(part, newer)
    return older == old_root and newer == new_root
