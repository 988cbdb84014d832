"""The tree as it is stored: leaves, and above them one node for each 256 nodes below."""

from collections.abc import Sequence

from django.db import connection

from audit.merkle import Node as NodeReader
from audit.merkle import root_of
from audit.models import Leaf, Node

WIDTH = 256
LEVELS = 8


class DamagedTree(Exception):
    """A hash that the stored tree must have is not there."""


def _stored(height: int, start: int, end: int, using: str) -> list[bytes]:
    if height:
        nodes = Node.objects.using(using).filter(height=height, number__range=(start, end - 1))
        found = list(nodes.order_by("number").values_list("hash", flat=True))
    else:
        leaves = Leaf.objects.using(using).filter(seq__range=(start, end - 1))
        found = list(leaves.order_by("seq").values_list("hash", flat=True))
    return [bytes(one) for one in found]


def stored_tree(*, using: str = "default") -> NodeReader:
    """Return the complete subtrees as they are stored, for `audit.merkle`.

    Reads at most four blocks of 256 hashes for a proof. Raises DamagedTree.
    """
    blocks: dict[tuple[int, int], list[bytes]] = {}

    def node(level: int, number: int) -> bytes:
        height, within = divmod(level, LEVELS)
        first, count = number << within, 1 << within
        block = first // WIDTH
        if (height, block) not in blocks:
            start = block * WIDTH
            blocks[height, block] = _stored(height, start, start + WIDTH, using)
        hashes = blocks[height, block][first % WIDTH : first % WIDTH + count]
        if len(hashes) != count:
            raise DamagedTree
        return root_of(hashes)

    return node


def _add_leaves(rows: list[tuple[int, int, bytes]]) -> None:
    """Insert leaves in the way that costs least: the sequencer shares the machine with the site."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
            cursor.execute(
                "INSERT INTO audit_leaf (seq, event_id, hash)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])",
                columns,
            )
        else:
            cursor.executemany(
                "INSERT INTO audit_leaf (seq, event_id, hash) VALUES (%s, %s, %s)", rows
            )


def grow(size: int, leaves: Sequence[tuple[int, bytes]]) -> int:
    """Add leaves (number of the event, hash) behind the first `size`; return the new size.

    Stores each node above that is complete now. Call it in the sequencer's transaction.
    """
    total = size + len(leaves)
    _add_leaves([(seq, event, digest) for seq, (event, digest) in enumerate(leaves, size)])
    below, above, height = size, total // WIDTH, 1
    while above > below // WIDTH:
        first = below // WIDTH
        hashes = _stored(height - 1, first * WIDTH, above * WIDTH, "default")
        if len(hashes) != (above - first) * WIDTH:
            raise DamagedTree
        Node.objects.bulk_create(
            Node(
                height=height,
                number=number,
                hash=root_of(hashes[(number - first) * WIDTH :][:WIDTH]),
            )
            for number in range(first, above)
        )
        below, above, height = first, above // WIDTH, height + 1
    return total
