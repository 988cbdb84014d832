"""Questions about plain graphs, given as the successors of each node. Pure."""

from collections.abc import Iterable, Mapping, Sequence

Successors = Mapping[str, Sequence[str]]


def reach(successors: Successors, starts: Iterable[str], without: str = "") -> frozenset[str]:
    """Return all nodes on paths from `starts` (included) that do not pass `without`."""
    found: set[str] = set()
    waiting = [node for node in starts if node != without]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [after for after in successors[node] if after != without]
    return frozenset(found)


def between(successors: Successors, first: str, last: str) -> frozenset[str]:
    """Return the nodes strictly between two nodes: reached from `first` before passing `last`."""
    return reach(successors, successors[first], without=last) - {first}


def nearest_post_dominator(successors: Successors, node: str) -> str:
    """Return the first node that every path from `node` to an exit passes; "" if there is none."""
    nearest, size = "", len(successors) + 1
    for candidate in reach(successors, [node]) - {node}:
        region = reach(successors, [node], without=candidate)
        if all(successors[inside] for inside in region) and len(region) < size:
            nearest, size = candidate, len(region)
    return nearest


def backwards(successors: Successors) -> dict[str, list[str]]:
    """Return the same graph with every arrow turned round."""
    turned: dict[str, list[str]] = {node: [] for node in successors}
    for node, following in successors.items():
        for after in following:
            turned[after].append(node)
    return turned
