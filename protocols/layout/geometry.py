"""Turns cells and lines into pixels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from protocols.definition import Definition
from protocols.elements import BoundaryTimer
from protocols.layout.grid import Grid, make_grid
from protocols.layout.picture import (
    BOUNDARY,
    FLOW_LABEL_WIDTH,
    GAP,
    HEADER,
    LABEL_FONT,
    LABEL_LINE,
    LANE_TITLE,
    TRACK,
    Box,
    Picture,
    Point,
    Size,
    measure,
)
from protocols.layout.routes import Route, Routes, find_routes
from protocols.lettering import block

LEFT = 2 * HEADER + GAP
MIN_GUTTER = 30


@dataclass(slots=True)
class _Heights:
    """The vertical measures: middle lines of rows, slots of channels, edges of lanes."""

    rows: dict[int, float] = field(default_factory=dict)
    slots: dict[tuple[int, int], float] = field(default_factory=dict)
    lanes: dict[str, tuple[float, float]] = field(default_factory=dict)

    def run(self, route: Route) -> float:
        """Return the height of the line on which an arrow runs."""
        if route.row is not None:
            return self.rows[route.row]
        return self.slots[route.channel, route.slot]


def lay_out(definition: Definition) -> Picture:
    """Return where everything of a flowchart is drawn; always the same for the same file."""
    return _Drawing(definition).picture()


class _Drawing:
    """One layout in the making."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.grid: Grid = make_grid(definition)
        self.sizes: Mapping[str, Size] = {
            node.id: measure(definition, node) for node in definition.nodes.values()
        }
        self.flow_labels: Mapping[str, tuple[float, float]] = {
            flow.id: (width, lines * LABEL_LINE)
            for flow in definition.flows.values()
            for width, lines in [block(flow.labels, LABEL_FONT, FLOW_LABEL_WIDTH)]
            if lines
        }
        label_heights = {name: height for name, (_width, height) in self.flow_labels.items()}
        self.routes: Routes = find_routes(self.grid, label_heights)
        self.heights = self._measure_heights()
        self.out_tracks = self._tracks(self._out_extents())
        self.in_tracks = self._tracks(self._in_extents())
        self.column_x, self.gutter_x, self.right = self._measure_widths()
        self.shapes = self._shapes()

    def _measure_heights(self) -> _Heights:
        found = _Heights()
        y = 0.0
        for lane, rows in self.grid.rows_of.items():
            top = y
            y += LANE_TITLE
            for row in rows:
                y = self._measure_channel(found, row, y)
                inside = [
                    self.sizes[name] for name, cell in self.grid.cells.items() if cell[1] == row
                ]
                y += max((size.above for size in inside), default=40)
                found.rows[row] = y
                y += max((size.below for size in inside), default=40)
            if rows.stop == self.grid.rows:
                y = self._measure_channel(found, rows.stop, y)
            found.lanes[lane] = (top, y + GAP / 2)
            y += GAP / 2
        return found

    def _measure_channel(self, found: _Heights, channel: int, y: float) -> float:
        slots = self.routes.channels[channel]
        for number, height in enumerate(slots.heights):
            y += height
            found.slots[channel, number] = y - 4
        return y + (6 if slots.heights else 0)

    def _out_extents(self) -> dict[tuple[int, str], list[float]]:
        """Return the heights that the vertical line after each source connects, by gutter."""
        found: dict[tuple[int, str], list[float]] = {}
        for route in self.routes.routes:
            if route.link.boundary or route.row == route.source[1]:
                continue
            key = route.source[0], route.link.source
            start = [self.heights.rows[route.source[1]]]
            found.setdefault(key, start).append(self.heights.run(route))
        return found

    def _in_extents(self) -> dict[tuple[int, str], list[float]]:
        """Return the heights that the vertical line before each target connects, by gutter."""
        found: dict[tuple[int, str], list[float]] = {}
        for route in self.routes.routes:
            if route.row == route.target[1]:
                continue
            key = route.target[0] - 1, route.link.target
            end = [self.heights.rows[route.target[1]]]
            found.setdefault(key, end).append(self.heights.run(route))
        return found

    @staticmethod
    def _tracks(extents: Mapping[tuple[int, str], list[float]]) -> dict[tuple[int, str], int]:
        """Give vertical lines of a gutter that would touch each other different tracks."""
        used: dict[int, list[list[tuple[float, float]]]] = {}
        found: dict[tuple[int, str], int] = {}
        for key, heights in sorted(extents.items(), key=lambda item: max(item[1]) - min(item[1])):
            top, bottom = min(heights) - GAP / 2, max(heights) + GAP / 2
            tracks = used.setdefault(key[0], [])
            number = 0
            while number < len(tracks) and not _is_clear(tracks[number], top, bottom):
                number += 1
            if number == len(tracks):
                tracks.append([])
            tracks[number].append((top, bottom))
            found[key] = number
        return found

    def _measure_widths(
        self,
    ) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float, float]], float]:
        """Return left and width of columns; start, label place and end of gutters; the right."""
        columns: dict[int, tuple[float, float]] = {}
        gutters: dict[int, tuple[float, float, float]] = {}
        x = float(LEFT)
        for column in range(-1, self.grid.columns):
            if column >= 0:
                width = max(
                    self.sizes[name].column
                    for name, cell in self.grid.cells.items()
                    if cell[0] == column
                )
                columns[column] = (x, width)
                x += width
            start = x
            x += GAP + TRACK * _count(self.out_tracks, column)
            zone = x
            x += self._label_zone(column)
            x += TRACK * _count(self.in_tracks, column) + GAP
            if 0 <= column < self.grid.columns - 1:
                x = max(x, start + MIN_GUTTER)
            gutters[column] = (start, zone, x)
        return columns, gutters, x

    def _label_zone(self, gutter: int) -> float:
        widths = [
            self.flow_labels[route.link.id][0]
            for route in self.routes.routes
            if route.link.id in self.flow_labels and route.is_forward and route.source[0] == gutter
        ]
        return max(widths) + GAP / 2 if widths else 0

    def _shapes(self) -> dict[str, Box]:
        found: dict[str, Box] = {}
        for name, (column, row) in self.grid.cells.items():
            left, width = self.column_x[column]
            size = self.sizes[name]
            x = left + (width - size.width) / 2
            found[name] = Box(x, self.heights.rows[row] - size.height / 2, size.width, size.height)
        for node in self.definition.nodes.values():
            if isinstance(node, BoundaryTimer):
                found[node.id] = self._boundary(node, found[node.attached_to])
        return found

    def _boundary(self, node: BoundaryTimer, host: Box) -> Box:
        number = self.definition.boundaries[node.attached_to].index(node)
        x = host.x + 8 + number * host.width / 2
        return Box(x, host.y + host.height - BOUNDARY / 2, BOUNDARY, BOUNDARY)

    def _edge(self, route: Route) -> tuple[Point, ...]:
        target = self.shapes[route.link.target]
        run = self.heights.run(route)
        end = (target.x, target.center[1])
        if route.link.boundary:
            timer = self.shapes[route.link.boundary]
            x = timer.center[0]
            points = [(x, timer.y + timer.height), (x, run)]
        else:
            source = self.shapes[route.link.source]
            start = (source.x + source.width, source.center[1])
            x = self._out_x(route)
            points = [start] if route.row == route.source[1] else [start, (x, start[1]), (x, run)]
        if route.row != route.target[1]:
            x = self._in_x(route)
            points += [(x, run), (x, end[1])]
        return tuple(_tidy([*points, end]))

    def _out_x(self, route: Route) -> float:
        track = self.out_tracks.get((route.source[0], route.link.source), 0)
        return self.gutter_x[route.source[0]][0] + GAP / 2 + TRACK * (track + 0.5)

    def _in_x(self, route: Route) -> float:
        gutter = route.target[0] - 1
        track = self.in_tracks[gutter, route.link.target]
        return self.gutter_x[gutter][2] - GAP - TRACK * (track + 0.5)

    def _flow_label(self, route: Route) -> Box | None:
        size = self.flow_labels.get(route.link.id)
        if size is None:
            return None
        width, height = size
        y = self.heights.run(route) - height - 3
        if route.link.boundary:
            return Box(self.shapes[route.link.boundary].center[0] + 6, y, width, height)
        if route.is_forward:
            return Box(self.gutter_x[route.source[0]][1], y, width, height)
        return Box(self._out_x(route) - width - 6, y, width, height)

    def _node_labels(self) -> Iterable[tuple[str, Box]]:
        for name, shape in self.shapes.items():
            size = self.sizes[name]
            if size.label_height and isinstance(self.definition.nodes[name], BoundaryTimer):
                x, y = shape.x + shape.width + 3, shape.center[1] + 4
                yield name, Box(x, y, size.label_width, size.label_height)
            elif size.label_height:
                x = shape.center[0] - size.label_width / 2
                yield name, Box(x, shape.y + shape.height + 4, size.label_width, size.label_height)

    def picture(self) -> Picture:
        """Return the finished layout."""
        bottom = max(bottom for _top, bottom in self.heights.lanes.values())
        labels = dict(self._node_labels())
        for route in self.routes.routes:
            if box := self._flow_label(route):
                labels[route.link.id] = box
        return Picture(
            width=self.right + 1,
            height=bottom + 1,
            pool=Box(0, 0, self.right, bottom),
            lanes={
                lane: Box(HEADER, top, self.right - HEADER, low - top)
                for lane, (top, low) in self.heights.lanes.items()
                if lane
            },
            shapes=self.shapes,
            labels=labels,
            edges={route.link.id: self._edge(route) for route in self.routes.routes},
        )


def _is_clear(spans: Iterable[tuple[float, float]], top: float, bottom: float) -> bool:
    return all(bottom < first or last < top for first, last in spans)


def _count(tracks: Mapping[tuple[int, str], int], gutter: int) -> int:
    return max((number + 1 for key, number in tracks.items() if key[0] == gutter), default=0)


def _tidy(points: list[Point]) -> list[Point]:
    """Leave out points that stand still or lie on a straight line."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and (
            found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]
        ):
            found[-1] = point
        else:
            found.append(point)
    return found
