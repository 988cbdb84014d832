"""Finds known values in a text, whatever their case, accents and separators."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from vault.blind_index import NATIONAL_DIGITS, normalise_text

LEAST_LETTERS = 3
WORD = re.compile(r"\w+")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the text, from `start` up to but without `end`."""

    start: int
    end: int


def find_values(text: str, values: Iterable[str]) -> list[Span]:
    """Return where one of the values, or a word of it, stands in the text; no overlaps.

    Whole words only; words of fewer than three letters are not looked for. A telephone number is
    found with and without its country.
    """
    folded, origins = _fold(text)
    found = {span for needle in _needles(values) for span in _find(needle, folded, origins, text)}
    return _merge(sorted(found))


def _needles(values: Iterable[str]) -> set[str]:
    needles = set()
    for value in values:
        whole = normalise_text(value)
        needles |= {whole, *(normalise_text(word) for word in WORD.findall(value))}
        if sum(sign.isdigit() for sign in whole) >= NATIONAL_DIGITS:
            needles.add(whole[-NATIONAL_DIGITS:])
    return {needle for needle in needles if len(needle) >= LEAST_LETTERS}


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each of its signs the place it came from."""
    folded, origins = [], []
    for place, sign in enumerate(text):
        for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold()):
            if part.isalnum():
                folded.append(part)
                origins.append(place)
    return "".join(folded), origins


def _find(needle: str, folded: str, origins: list[int], text: str) -> Iterable[Span]:
    start = folded.find(needle)
    while start >= 0:
        span = Span(origins[start], origins[start + len(needle) - 1] + 1)
        if _is_whole(span, text, loose_start=needle.isdigit()):
            yield span
        start = folded.find(needle, start + 1)


def _is_whole(span: Span, text: str, *, loose_start: bool) -> bool:
    before, after = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
    return (loose_start or not before.isalnum()) and not after.isalnum()


def _merge(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged
