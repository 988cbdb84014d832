"""Roots and proofs against the definitions of RFC 9162, written down as they stand there."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import merkle

SIZES = st.integers(1, 300)


def bodies(size: int) -> list[bytes]:
    """Return so many different leaves."""
    return [str(number).encode() for number in range(size)]


def naive_root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 9162, 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def naive_path(number: int, leaves: list[bytes]) -> list[bytes]:
    """The inclusion proof of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if number < split:
        return [*naive_path(number, leaves[:split]), naive_root(leaves[split:])]
    return [*naive_path(number - split, leaves[split:]), naive_root(leaves[:split])]


def naive_consistency(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """The consistency proof of RFC 9162, 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        left = naive_consistency(old, leaves[:split], whole=whole)
        return [*left, naive_root(leaves[split:])]
    right = naive_consistency(old - split, leaves[split:], whole=False)
    return [*right, naive_root(leaves[:split])]


def tree(leaves: list[bytes]) -> merkle.Node:
    """Return the complete subtrees of these leaves."""
    return lambda level, number: naive_root(leaves[number << level : (number + 1) << level])


@given(st.integers(0, 300))
def test_root_is_that_of_the_definition(size: int) -> None:
    leaves = bodies(size)
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]

    assert merkle.root(tree(leaves), size) == merkle.root_of(hashes) == naive_root(leaves)


@given(SIZES, st.data())
def test_inclusion_is_proved_of_each_leaf_and_of_no_other(size: int, data: st.DataObject) -> None:
    leaves = bodies(size)
    number = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(tree(leaves), number, size)
    root = naive_root(leaves)

    assert proof == naive_path(number, leaves)
    for asked in {number, other}:
        leaf = merkle.leaf_hash(leaves[asked])
        assert merkle.verify_inclusion(leaf, number, size, proof, root) is (asked == number)
    leaf = merkle.leaf_hash(leaves[number])
    assert merkle.verify_inclusion(leaf, number, size, [*proof, root], root) is False
    assert merkle.verify_inclusion(leaf, size, size, proof, root) is False


@given(SIZES, st.data())
def test_consistency_is_proved_of_each_earlier_tree(size: int, data: st.DataObject) -> None:
    leaves = bodies(size)
    old = data.draw(st.integers(1, size))
    proof = merkle.consistency_proof(tree(leaves), old, size)
    roots = naive_root(leaves[:old]), naive_root(leaves)

    assert proof == naive_consistency(old, leaves)
    assert merkle.verify_consistency(old, size, proof, *roots)
    assert not merkle.verify_consistency(old, size, [*proof, roots[0]], *roots)
    assert not merkle.verify_consistency(size + 1, size, proof, *roots)


@given(st.integers(2, 300), st.data())
def test_altered_history_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    leaves = bodies(size)
    old = data.draw(st.integers(1, size - 1))
    number = data.draw(st.integers(0, old - 1))
    before = naive_root(leaves[:old])
    leaves[number] = b"altered"
    proof = merkle.consistency_proof(tree(leaves), old, size)

    assert not merkle.verify_consistency(old, size, proof, before, naive_root(leaves))


def test_proof_without_its_hashes_is_refused() -> None:
    leaves = bodies(7)
    roots = naive_root(leaves[:3]), naive_root(leaves)
    proof = merkle.consistency_proof(tree(leaves), 3, 7)

    assert not any(
        merkle.verify_consistency(3, 7, proof[:length], *roots) for length in range(len(proof))
    )


@pytest.mark.parametrize(("number", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_inclusion_outside_the_tree_is_an_error(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="does not reach"):
        merkle.inclusion_proof(tree(bodies(size)), number, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_consistency_outside_the_tree_is_an_error(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="later"):
        merkle.consistency_proof(tree(bodies(new)), old, new)
