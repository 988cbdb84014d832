"""ISO 8601 durations as the calendar understands them: a month is a month, not thirty days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

PATTERN = re.compile(
    r"P(?=\d|T)(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,4})M)?(?:(?P<weeks>\d{1,4})W)?"
    r"(?:(?P<days>\d{1,5})D)?(?:T(?=\d)(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,5})M)?"
    r"(?:(?P<seconds>\d{1,6})S)?)?"
)
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of calendar months, days and seconds; `text` is how the file wrote it."""

    text: str
    months: int
    days: int
    seconds: int

    def after(self, moment: datetime) -> datetime:
        """Return the moment this long after `moment`; 31 January + P1M is the end of February."""
        return self._move(moment, 1)

    def before(self, moment: datetime) -> datetime:
        """Return the moment this long before `moment`: the lead time of a date of the person."""
        return self._move(moment, -1)

    def _move(self, moment: datetime, sign: int) -> datetime:
        year, month = divmod(
            moment.year * MONTHS_A_YEAR + moment.month - 1 + sign * self.months, MONTHS_A_YEAR
        )
        day = min(moment.day, monthrange(year, month + 1)[1])
        shifted = moment.replace(year=year, month=month + 1, day=day)
        return shifted + sign * timedelta(days=self.days, seconds=self.seconds)


def parse_duration(text: str) -> Duration:
    """Read `PT2H`, `P15D`, `P1M`, `P1Y6M` …; ValueError for anything else, and for no time at all."""
    match = PATTERN.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    part = {name: int(value or 0) for name, value in match.groupdict().items()}
    if not any(part.values()):
        raise ValueError(text)
    return Duration(
        text=text.strip(),
        months=part["years"] * MONTHS_A_YEAR + part["months"],
        days=part["weeks"] * 7 + part["days"],
        seconds=part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"],
    )
