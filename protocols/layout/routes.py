"""Decides on which line every arrow runs: the middle of a row, or a slot between two rows.

A channel with number k lies above row k; the last one lies below the last row. The gutter with
number c lies after column c. Only one arrow runs on a line in a gutter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from protocols.layout.grid import Grid, Link
from protocols.layout.picture import SLOT

Span = tuple[int, int]


@dataclass(slots=True)
class Route:
    """The way of one arrow. `row` is the row it runs in, or None with a channel and a slot."""

    link: Link
    source: tuple[int, int]
    target: tuple[int, int]
    row: int | None = None
    channel: int = 0
    slot: int = 0

    @property
    def is_straight(self) -> bool:
        """Whether it needs no corner."""
        return self.row is not None and self.source[1] == self.target[1]

    @property
    def is_forward(self) -> bool:
        """Whether it goes to a later column."""
        return self.target[0] > self.source[0]

    @property
    def span(self) -> Span:
        """The gutters between which it runs."""
        ends = self.source[0], self.target[0] - 1
        return min(ends), max(ends)


@dataclass(slots=True)
class Slots:
    """The slots of one channel, each with the spans in use and its height."""

    spans: list[list[Span]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)

    def take(self, span: Span, height: float) -> int:
        """Return the first slot that is free in this span, making one when there is none."""
        for number, used in enumerate(self.spans):
            if _is_free(used, span):
                used.append(span)
                self.heights[number] = max(self.heights[number], height)
                return number
        self.spans.append([span])
        self.heights.append(height)
        return len(self.spans) - 1

    @property
    def height(self) -> float:
        """What all of its slots take."""
        return sum(self.heights)


def _is_free(used: Iterable[Span], span: Span) -> bool:
    return all(span[1] < first or last < span[0] for first, last in used)


@dataclass(slots=True)
class Routes:
    """All routes with the channels they use."""

    routes: list[Route]
    channels: list[Slots]


def find_routes(grid: Grid, label_heights: dict[str, float]) -> Routes:
    """Find a line for every arrow: first those without corners, then the short ones."""
    rows: list[list[Span]] = [[] for _row in range(grid.rows)]
    channels = [Slots() for _channel in range(grid.rows + 1)]
    routes = [Route(link, grid.cells[link.source], grid.cells[link.target]) for link in grid.links]
    for route in routes:
        if route.source[1] == route.target[1]:
            _run_in_row(grid, rows, route)
    for route in sorted(routes, key=lambda route: route.span[1] - route.span[0]):
        if route.row is None:
            _run_in_row(grid, rows, route)
    for route in sorted(routes, key=lambda route: route.span[1] - route.span[0]):
        if route.row is None:
            label = label_heights.get(route.link.id, 0)
            route.channel = _best_channel(route, channels)
            height = label + SLOT if label else SLOT
            route.slot = channels[route.channel].take(route.span, height)
    return Routes(routes, channels)


def _run_in_row(grid: Grid, rows: list[list[Span]], route: Route) -> None:
    if not route.is_forward or route.link.boundary:
        return
    (first, upper), (last, lower) = route.source, route.target
    if upper == lower:
        choices = [(upper, range(first + 1, last))]
    else:
        choices = [(lower, range(first, last)), (upper, range(first + 1, last + 1))]
    for row, columns in choices:
        if grid.is_empty(columns, row) and _is_free(rows[row], route.span):
            rows[row].append(route.span)
            route.row = row
            return


def _best_channel(route: Route, channels: list[Slots]) -> int:
    upper, lower = route.source[1], route.target[1]
    if route.link.boundary:
        return upper + 1
    choices = [upper, upper + 1, lower, lower + 1]

    def cost(channel: int) -> tuple[float, int, float]:
        middle = channel - 0.5
        way = abs(middle - upper) + abs(middle - lower)
        return way, int(not route.is_forward), channels[channel].height

    return min(choices, key=cost)
