"""Durations follow the calendar."""

import re
from datetime import UTC, datetime

import pytest

from protocols.durations import parse_duration

NEW_YEARS_EVE = datetime(2027, 12, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("PT2H", datetime(2027, 12, 31, 12, tzinfo=UTC)),
        ("P1D", datetime(2028, 1, 1, 10, tzinfo=UTC)),
        ("P2M", datetime(2028, 2, 29, 10, tzinfo=UTC)),
        ("P1Y2M", datetime(2029, 2, 28, 10, tzinfo=UTC)),
        ("P1W", datetime(2028, 1, 7, 10, tzinfo=UTC)),
        ("P1DT1H1M1S", datetime(2028, 1, 1, 11, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_duration_later(text, after):
    assert parse_duration(text).after(NEW_YEARS_EVE) == after


def test_a_lead_time_is_counted_back():
    birthday = datetime(2028, 8, 31, tzinfo=UTC)

    assert parse_duration("P6M").before(birthday) == datetime(2028, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1D", "P-1D", "P1.5D", "P0D", "PT0S", "R/P1D"]
)
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_duration(text)
