"""Spans of time: shared and joined, they cover the moments they should."""

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.selectors.spans import Span, joined, shared

moments = st.integers(0, 12).map(lambda hour: datetime(2026, 1, 1, hour, tzinfo=UTC))
spans = st.builds(
    lambda one, other: Span(min(one, other), max(one, other) if one != other else None),
    moments,
    moments,
)


def _covers(told: list[Span], at: datetime) -> bool:
    return any(s.since <= at and (s.until is None or at < s.until) for s in told)


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=5), moments)
def test_shared_and_joined_time_is_the_time_of_both(
    one: list[Span], other: list[Span], at: datetime
) -> None:
    assert _covers(shared(one, other), at) == (_covers(one, at) and _covers(other, at))
    assert _covers(joined(one), at) == _covers(one, at)
    told = joined(one)
    assert all(a.until is not None and a.until < b.since for a, b in pairwise(told))
