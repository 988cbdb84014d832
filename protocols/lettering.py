"""How wide words are and where lines break, without a screen: generous, so that text fits."""

import re
from collections.abc import Iterable
from functools import lru_cache

from protocols.elements import Labels

SPACES = re.compile(r"(?<=[ -])(?=\S)")
NARROW = frozenset("fijlrtI.,;:'!|()[]/-·¿?¡ ")
WIDE = frozenset("mwMWÑ@%&")
NARROW_EM, NORMAL_EM, CAPITAL_EM, WIDE_EM = 0.36, 0.60, 0.72, 0.92


def text_width(text: str, size: float) -> float:
    """Return the width in pixels of a line at this font size, a little more than it will take."""
    return size * _ems(text)


@lru_cache(maxsize=8192)
def _ems(text: str) -> float:
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if character in NARROW:
        return NARROW_EM
    if character in WIDE:
        return WIDE_EM
    return CAPITAL_EM if character.isupper() else NORMAL_EM


@lru_cache(maxsize=8192)
def wrap(text: str, size: float, width: float) -> tuple[str, ...]:
    """Break text into lines of at most `width` pixels, between words where that is possible."""
    lines: list[str] = []
    taken = 0.0
    for piece in _pieces(SPACES.split(text.strip()), size, width):
        if lines and taken + text_width(piece.rstrip(), size) <= width:
            lines[-1] += piece
            taken += text_width(piece, size)
        else:
            lines.append(piece)
            taken = text_width(piece, size)
    return tuple(line.rstrip() for line in lines)


def _pieces(words: Iterable[str], size: float, width: float) -> Iterable[str]:
    for word in words:
        rest = word
        while text_width(rest.rstrip(), size) > width and len(rest) > 1:
            cut = len(rest) - 1
            while cut > 1 and text_width(rest[:cut] + "-", size) > width:
                cut -= 1
            yield rest[:cut] + "-"
            rest = rest[cut:]
        yield rest


def block(labels: Labels, size: float, width: float) -> tuple[float, int]:
    """Return the width and the number of lines that the longest of the languages needs."""
    wrapped = [wrap(text, size, width) for text in labels.values() if text]
    widest = max((text_width(line, size) for lines in wrapped for line in lines), default=0)
    return widest, max((len(lines) for lines in wrapped), default=0)
