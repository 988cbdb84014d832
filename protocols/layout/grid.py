"""Gives every node a column (along the flow) and a row (within its lane)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from protocols.definition import Definition
from protocols.elements import BoundaryTimer

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """A flow as the grid sees it: a flow out of a timer on a step leaves from that step."""

    id: str
    source: str
    target: str
    boundary: str = ""


@dataclass(slots=True)
class Grid:
    """The cells of all nodes; `rows_of` gives the rows of each lane, from top to bottom."""

    cells: dict[str, Cell]
    links: tuple[Link, ...]
    rows_of: Mapping[str, range]
    taken: dict[Cell, str] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return max(column for column, _row in self.cells.values()) + 1

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(len(rows) for rows in self.rows_of.values())

    def is_empty(self, columns: Iterable[int], row: int) -> bool:
        """Return whether no node stands in these columns of a row."""
        return not any((column, row) in self.taken for column in columns)


def make_grid(definition: Definition) -> Grid:
    """Place all nodes; nodes in no lane come into the first."""
    links = _links(definition)
    placed = [node.id for node in definition.nodes.values() if not isinstance(node, BoundaryTimer)]
    forward = _without_back_links(placed, links)
    columns = _longest_paths(placed, forward)
    heights = _longest_paths(placed, [Link(k.id, k.target, k.source) for k in forward])
    first_lane = definition.lanes[0].id if definition.lanes else ""
    lane_of = {name: definition.nodes[name].lane or first_lane for name in placed}
    rows = _Rows(columns, lane_of, forward)
    for name in sorted(placed, key=lambda name: (columns[name], -heights[name])):
        rows.place(name)
    return rows.grid([lane.id for lane in definition.lanes] or [""], links)


def _links(definition: Definition) -> tuple[Link, ...]:
    found = []
    for flow in definition.flows.values():
        node = definition.nodes[flow.source]
        if isinstance(node, BoundaryTimer):
            found.append(Link(flow.id, node.attached_to, flow.target, node.id))
        else:
            found.append(Link(flow.id, flow.source, flow.target))
    return tuple(found)


def _without_back_links(names: list[str], links: Iterable[Link]) -> list[Link]:
    """Leave out the links that close a circle, as a walk from the start meets them."""
    outgoing: dict[str, list[Link]] = {name: [] for name in names}
    for link in links:
        outgoing[link.source].append(link)
    forward: list[Link] = []
    done: set[str] = set()
    for root in names:
        if root in done:
            continue
        path = {root: iter(outgoing[root])}
        while path:
            name, rest = next(reversed(path.items()))
            following = next(rest, None)
            if following is None:
                done.add(name)
                del path[name]
            elif following.target not in path:
                forward.append(following)
                if following.target not in done:
                    path[following.target] = iter(outgoing[following.target])
    return forward


def _longest_paths(names: list[str], links: Iterable[Link]) -> dict[str, int]:
    """Return the length of the longest path to each node; the links close no circle."""
    waiting = dict.fromkeys(names, 0)
    outgoing: dict[str, list[Link]] = {name: [] for name in names}
    for link in links:
        waiting[link.target] += 1
        outgoing[link.source].append(link)
    length = dict.fromkeys(names, 0)
    ready = [name for name in names if waiting[name] == 0]
    while ready:
        name = ready.pop()
        for link in outgoing[name]:
            length[link.target] = max(length[link.target], length[name] + 1)
            waiting[link.target] -= 1
            if waiting[link.target] == 0:
                ready.append(link.target)
    return length


class _Rows:
    """Places nodes column by column, straight after one they follow where there is room."""

    def __init__(
        self, columns: Mapping[str, int], lane_of: Mapping[str, str], links: Iterable[Link]
    ) -> None:
        self.columns = columns
        self.lane_of = lane_of
        self.before: dict[str, list[str]] = {name: [] for name in columns}
        for link in links:
            if not link.boundary:
                self.before[link.target].append(link.source)
        self.row: dict[str, int] = {}
        self.used: set[tuple[str, int, int]] = set()
        self.count: dict[str, int] = {}

    def place(self, name: str) -> None:
        """Give a node its row."""
        lane, column = self.lane_of[name], self.columns[name]
        near = [other for other in self.before[name] if self.lane_of[other] == lane]
        near.sort(key=lambda other: self.columns[other], reverse=True)
        for other in near:
            cells = {(lane, self.row[other], c) for c in range(self.columns[other] + 1, column + 1)}
            if self.used.isdisjoint(cells):
                self._take(name, self.row[other], cells)
                return
        wanted = self.row[near[0]] if near else 0
        rows = range(self.count.get(lane, 0) + 1)
        row = min(
            (row for row in rows if (lane, row, column) not in self.used),
            key=lambda row: (abs(row - wanted), -row),
        )
        self._take(name, row, {(lane, row, column)})

    def _take(self, name: str, row: int, cells: set[tuple[str, int, int]]) -> None:
        lane = self.lane_of[name]
        self.row[name] = row
        self.used |= cells
        self.count[lane] = max(self.count.get(lane, 0), row + 1)

    def grid(self, lanes: list[str], links: tuple[Link, ...]) -> Grid:
        """Return the finished grid, lanes one below the other."""
        rows_of: dict[str, range] = {}
        top = 0
        for lane in lanes:
            rows_of[lane] = range(top, top + max(1, self.count.get(lane, 0)))
            top = rows_of[lane].stop
        cells = {
            name: (column, rows_of[self.lane_of[name]].start + self.row[name])
            for name, column in self.columns.items()
        }
        return Grid(cells, links, rows_of, {cell: name for name, cell in cells.items()})
