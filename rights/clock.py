"""How long there is to answer: a calendar month for requests, 72 hours for incidents.

GDPR, articles 12(3) and 33(1). A month ends on the day of the same number, or on the last day of
a shorter month (Regulation 1182/71, article 3(2)(c)).
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

# Nothing here can be older than the regulation: an earlier year is a slip of the keyboard.
EARLIEST = date(2018, 5, 25)
MONTHS_MORE = 2
WARN_DAYS = (7, 2)
WARN_HOURS = (48, 66)
HOURS = 72


def check_day(name: str, day: date) -> None:
    """Raise ValidationError for a day still to come, and for one that cannot be meant."""
    if day > timezone.localdate():
        raise ValidationError({name: _("This day is still to come.")})
    if day < EARLIEST:
        raise ValidationError({name: _("This day is too long ago.")})


def months_after(day: date, months: int) -> date:
    """Return the last day of so many months that begin with `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def warnings_due_on(due_on: date, today: date) -> int:
    """Return how many warnings should have been sent: 7 and 2 days before, and once it is missed."""
    left = (due_on - today).days
    return sum(left <= days for days in WARN_DAYS) + (left < 0)


def ends_at(aware_at: datetime) -> datetime:
    """Return until when the authority is told of an incident."""
    return aware_at + timedelta(hours=HOURS)


def warnings_due_at(aware_at: datetime, now: datetime) -> int:
    """Return how many warnings should have been sent: after 48, 66 and 72 hours."""
    return sum(now >= aware_at + timedelta(hours=hours) for hours in (*WARN_HOURS, HOURS))
