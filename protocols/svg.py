"""Builds SVG text out of presentation attributes only; all words are escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from protocols.layout import Box, Point

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape looks: fill, line colour, line width, dashes."""

    fill: str
    stroke: str
    width: float = 1.4
    dashes: str = ""

    def attributes(self) -> str:
        """Return it as attributes of a shape."""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        width = _number(self.width)
        return f'fill="{self.fill}" stroke="{self.stroke}" stroke-width="{width}"{dashes}'


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text looks: size, colour, where it is held, weight."""

    size: float
    fill: str
    anchor: str = "middle"
    weight: str = "normal"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Svg:
    """One picture being written: `names` are its id, title and description."""

    def __init__(self, width: float, height: float, names: tuple[str, str, str]) -> None:
        name, title, description = map(escape, names)
        wide, high = _number(width), _number(height)
        self._parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}"',
            f' width="{wide}" height="{high}" role="img"',
            f' aria-labelledby="{name}-title {name}-text" font-family="{FONT}">',
            f'<title id="{name}-title">{title}</title>',
            f'<desc id="{name}-text">{description}</desc>',
        ]

    def text(self) -> str:
        """Return the finished picture."""
        return "".join([*self._parts, "</svg>"])

    def begin(self, title: str, *, state: str = "") -> None:
        """Begin a group with a title, shown where a mouse rests; pages look for its `state`."""
        mark = f' data-state="{escape(state)}"' if state else ""
        self._parts.append(f"<g{mark}>" + (f"<title>{escape(title)}</title>" if title else ""))

    def finish(self) -> None:
        """End the group."""
        self._parts.append("</g>")

    def rectangle(self, box: Box, look: Look, *, corner: float = 0) -> None:
        """Draw a rectangle, its corners rounded by a radius."""
        size = f'width="{_number(box.width)}" height="{_number(box.height)}"'
        self._parts.append(
            f'<rect x="{_number(box.x)}" y="{_number(box.y)}" {size} rx="{_number(corner)}" '
            f"{look.attributes()}/>"
        )

    def circle(self, center: Point, radius: float, look: Look) -> None:
        """Draw a circle."""
        x, y = center
        self._parts.append(
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" '
            f"{look.attributes()}/>"
        )

    def polygon(self, corners: Sequence[Point], look: Look) -> None:
        """Draw a closed shape."""
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
        self._parts.append(f'<polygon points="{points}" {look.attributes()}/>')

    def path(self, points: Sequence[Point], look: Look, *, corner: float = 0) -> None:
        """Draw a line through points, its corners rounded by a radius."""
        self._parts.append(f'<path d="{_rounded(points, corner)}" {look.attributes()}/>')

    def arrow(self, points: Sequence[Point], look: Look, *, corner: float = 0) -> None:
        """Draw a line that ends, going right, in an arrow head."""
        self.path(points, look, corner=corner)
        x, y = points[-1]
        head = ((x, y), (x - 9, y - 4.5), (x - 9, y + 4.5))
        self.polygon(head, Look(look.stroke, look.stroke, 0))

    def line(self, text: str, at: Point, letters: Letters) -> None:
        """Write one line of text; `at` is on its base line."""
        self._parts.append(
            f'<text x="{_number(at[0])}" y="{_number(at[1])}" '
            f'font-size="{_number(letters.size)}" fill="{letters.fill}" '
            f'text-anchor="{letters.anchor}" font-weight="{letters.weight}">{escape(text)}</text>'
        )

    def lines(self, lines: Iterable[str], at: Point, step: float, letters: Letters) -> None:
        """Write several lines of text below each other."""
        for number, text in enumerate(lines):
            self.line(text, (at[0], at[1] + number * step), letters)


def _rounded(points: Sequence[Point], radius: float) -> str:
    """Return path data through the points, each corner cut by a small curve."""
    first, last = points[0], points[-1]
    data = f"M{_number(first[0])} {_number(first[1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start = _towards(corner, before, radius)
        end = _towards(corner, after, radius)
        data += (
            f"L{_number(start[0])} {_number(start[1])}"
            f"Q{_number(corner[0])} {_number(corner[1])} {_number(end[0])} {_number(end[1])}"
        )
    return data + f"L{_number(last[0])} {_number(last[1])}"


def _towards(corner: Point, other: Point, radius: float) -> Point:
    """Return the point on the way from a corner to another point, at most half of it away."""
    x, y = other[0] - corner[0], other[1] - corner[1]
    length = max(abs(x), abs(y))
    share = min(radius, length / 2) / length if length else 0
    return corner[0] + x * share, corner[1] + y * share
