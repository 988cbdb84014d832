"""Spans of time, half open: from a moment up to, but without, another; None has no end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Span:
    """From `since` up to, but without, `until`."""

    since: datetime
    until: datetime | None = None

    def within(self, other: "Span") -> "Span | None":
        """Return the time that both share; None when they share none."""
        since = max(self.since, other.since)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends) if ends else None
        return Span(since, until) if until is None or since < until else None


def shared(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """Return the times that lie in a span of both lists."""
    others = list(other)
    return [both for span in one for o in others if (both := span.within(o))]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the same times with spans that touch or overlap made one, in order."""
    told: list[Span] = []
    for span in sorted(spans, key=lambda s: s.since):
        last = told[-1] if told else None
        if last is None or (last.until is not None and last.until < span.since):
            told.append(span)
        elif last.until is not None:
            until = None if span.until is None else max(last.until, span.until)
            told[-1] = Span(last.since, until)
    return told
