"""What a drawing or an outline shows of an element: in words and lines, never colour alone.

Where a run stands, what is different from another version, the way to a fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocols.durations import MONTHS_A_YEAR, Duration
from protocols.elements import Timer


class MarkState(StrEnum):
    """How an element stands."""

    NOW = "now"  # somebody works on it, or it is her turn
    LATE = "late"  # likewise, and its deadline has passed
    WAITING = "waiting"  # for an answer to a referral, or for a date
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    NEW = "new"  # this and the next two: against another version
    CHANGED = "changed"
    GONE = "gone"
    WAY = "way"  # on the way to a fault
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of one element, lane or arrow; `note` is a short text after it, such as a date.

    `words`, where there are any, stand in the place of those of the state. What is not told, of
    an arrow, is only drawn.
    """

    state: MarkState
    note: str = ""
    words: str = ""
    is_told: bool = True

    @property
    def text(self) -> str:
        """Its words in the active language."""
        words = {
            MarkState.NOW: _("Now"),
            MarkState.LATE: _("Late"),
            MarkState.WAITING: _("Waiting"),
            MarkState.DONE: _("Done"),
            MarkState.DECLINED: _("Refused or not needed"),
            MarkState.CANCELLED: _("Cancelled"),
            MarkState.NEW: _("New"),
            MarkState.CHANGED: _("Changed"),
            MarkState.GONE: _("Gone"),
            MarkState.WAY: _("On the way"),
            MarkState.FAULT: _("The fault"),
        }
        return " ".join(filter(None, [self.words or words[self.state], self.note]))


Marks = Mapping[str, Mark]


def duration_words(duration: Duration) -> str:
    """Return a duration in words of the active language: “2 hours”, “3 months”."""
    years, months = divmod(duration.months, MONTHS_A_YEAR)
    hours, rest = divmod(duration.seconds, 3600)
    minutes = rest // 60
    parts = [
        ngettext("%(count)d year", "%(count)d years", years) % {"count": years} if years else "",
        ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
        if months
        else "",
        ngettext("%(count)d day", "%(count)d days", duration.days) % {"count": duration.days}
        if duration.days
        else "",
        ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
        if minutes
        else "",
    ]
    return " ".join(filter(None, parts))


def timer_words(timer: Timer) -> str:
    """Return what a timer waits for, in words of the active language."""
    if not timer.at:
        return duration_words(timer.duration) if timer.duration else ""
    day = {"turning_18": _("the day she turns 18")}.get(timer.at, timer.at)
    if timer.duration is None:
        return day
    return _("%(time)s before %(day)s") % {"time": duration_words(timer.duration), "day": day}
