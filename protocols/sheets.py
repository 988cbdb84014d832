"""Cuts a drawing into sheets of paper on which its words can be read."""

import re
from dataclasses import dataclass
from math import ceil

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# Pixels of a drawing on an A4 sheet across: its letters are then 6 points high.
WIDTH, HEIGHT = 1560, 900
OVERLAP = 60
LONGEST = 600  # the words of a lane
_HEAD = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"')
_NAMES = re.compile(r'(?<= )(id|aria-labelledby)="([^"]+)"')

_SHAPE = re.compile(r"<(rect|circle|polygon|path|text) [^>]*(?:/>|>[^<]*</text>)")
_VALUES = re.compile(r' (x|y|width|height|cx|cy|r|points|d)="([^"]*)"')
_NUMBER = re.compile(r"-?[\d.]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of a drawing, and which part it is in words ("" for the only one)."""

    caption: str
    drawing: SafeString


def sheets_of(drawing: SafeString) -> list[Sheet]:
    """Return a drawing of `protocols.drawing.draw` in parts, row by row from left to right."""
    size = _HEAD.search(drawing)
    if size is None:
        return [Sheet("", drawing)]
    across, down = _parts(float(size[1]), WIDTH), _parts(float(size[2]), HEIGHT)
    return [
        _sheet(drawing, column, row, (across, down))
        for row in range(down)
        for column in range(across)
    ]


def _parts(length: float, part: int) -> int:
    return max(1, ceil((length - OVERLAP) / (part - OVERLAP)))


def _sheet(drawing: SafeString, column: int, row: int, parts: tuple[int, int]) -> Sheet:
    across, down = parts
    number = row * across + column + 1
    left, top = column * (WIDTH - OVERLAP), row * (HEIGHT - OVERLAP)
    head = f'viewBox="{left} {top} {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    part = _with_own_names(_HEAD.sub(head, _cut(drawing, left, top), count=1), number)
    if across * down == 1:
        return Sheet("", SafeString(part))
    said = {
        "number": number, "all": across * down, "row": row + 1, "column": column + 1,
    }  # fmt: skip
    caption = _("Sheet %(number)d of %(all)d: row %(row)d, from the left %(column)d") % said
    # Only numbers were put in.
    return Sheet(caption, SafeString(part))


def _cut(drawing: str, left: float, top: float) -> str:
    """Leave out what lies wholly beside the sheet: printing it all on each would take long."""

    def keep(found: re.Match[str]) -> str:
        xs, ys = _reach(found[1], found[0])
        is_seen = (
            min(xs) < left + WIDTH and max(xs) > left and min(ys) < top + HEIGHT and max(ys) > top
        )
        return found[0] if is_seen else ""

    return _SHAPE.sub(keep, drawing)


def _reach(tag: str, shape: str) -> tuple[list[float], list[float]]:
    """Return coordinates that a shape lies between; of words, generously."""
    told = dict(_VALUES.findall(shape))
    if tag == "rect":
        x, y = float(told["x"]), float(told["y"])
        return [x, x + float(told["width"])], [y, y + float(told["height"])]
    if tag == "circle":
        x, y, r = (float(told[name]) for name in ("cx", "cy", "r"))
        return [x - r, x + r], [y - r, y + r]
    if tag == "text":
        x, y = float(told["x"]), float(told["y"])
        return [x - LONGEST, x + LONGEST], [y - 2 * OVERLAP, y + OVERLAP]
    numbers = [float(one) for one in _NUMBER.findall(told.get("points") or told["d"])]
    return numbers[::2], numbers[1::2]


def _with_own_names(part: str, number: int) -> str:
    """Return the part with ids that stand once in a document; quotes in its words are escaped."""

    def rename(found: re.Match[str]) -> str:
        names = " ".join(f"{name}-{number}" for name in found[2].split())
        return f'{found[1]}="{names}"'

    return _NAMES.sub(rename, part)
