"""When people work: a number of hours a week, in whole seconds from a Monday at midnight. Pure."""

from dataclasses import dataclass

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY
HOURS_A_WEEK = 168.0
OFFICE_DAYS, ALL_DAYS = 5, 7
MOST_OFFICE_HOURS = 60.0
OPENS = 9 * HOUR


@dataclass(frozen=True, slots=True)
class Hours:
    """A shift of `length` seconds from `opens` o'clock, on the first `days` days of each week."""

    days: int
    opens: int
    length: int

    @classmethod
    def of(cls, per_week: float) -> "Hours":
        """Return the shifts of so many hours a week: on weekdays from 9, or daily when over 60."""
        days = OFFICE_DAYS if per_week <= MOST_OFFICE_HOURS else ALL_DAYS
        length = min(DAY, round(per_week * HOUR / days))
        return cls(days=days, opens=min(OPENS, DAY - length), length=length)

    def worked(self, moment: int) -> int:
        """Return the seconds of work that one person has done by a moment, from the beginning."""
        weeks, rest = divmod(moment, WEEK)
        day, second = divmod(rest, DAY)
        done = (weeks * self.days + min(day, self.days)) * self.length
        if day < self.days:
            done += min(max(second - self.opens, 0), self.length)
        return done

    def begins(self, moment: int) -> int:
        """Return the first moment from this one on at which somebody works."""
        week, rest = moment - moment % WEEK, moment % WEEK
        day, second = divmod(rest, DAY)
        if day < self.days and second < self.opens + self.length:
            return week + day * DAY + max(second, self.opens)
        if day + 1 < self.days:
            return week + (day + 1) * DAY + self.opens
        return week + WEEK + self.opens

    def finishes(self, moment: int, work: int) -> int:
        """Return when so many seconds of work are done that begin at or after a moment."""
        total = self.worked(moment) + work
        weeks, rest = divmod(max(total, 1) - 1, self.days * self.length)
        day, second = divmod(rest, self.length)
        return max(moment, weeks * WEEK + day * DAY + self.opens + second + 1)
