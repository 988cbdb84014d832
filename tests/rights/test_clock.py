from datetime import UTC, date, datetime, timedelta

import pytest

from rights.clock import ends_at, months_after, warnings_due_at, warnings_due_on

DUE = date(2026, 11, 30)
AWARE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 10, 15), 1, date(2026, 11, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_after_ends_on_the_same_number_or_the_last_day(
    day: date, months: int, expected: date
) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(("left", "expected"), [(8, 0), (7, 1), (3, 1), (2, 2), (0, 2), (-1, 3)])
def test_warnings_of_a_request_by_days_left(left: int, expected: int) -> None:
    assert warnings_due_on(DUE, DUE - timedelta(days=left)) == expected


@pytest.mark.parametrize(
    ("hours", "expected"), [(47.9, 0), (48, 1), (65.9, 1), (66, 2), (71.9, 2), (72, 3)]
)
def test_warnings_of_an_incident_by_hours(hours: float, expected: int) -> None:
    assert warnings_due_at(AWARE, AWARE + timedelta(hours=hours)) == expected
    assert ends_at(AWARE) == datetime(2026, 11, 23, 9, tzinfo=UTC)
