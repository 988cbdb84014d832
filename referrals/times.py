"""When things are due: deadlines of steps, and answers to offers."""

from datetime import datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from cases.models import Case
from core import vocabularies
from protocols.definition import Timer
from protocols.durations import parse_duration

# A deadline is near in its last quarter, and never earlier than two days before.
TURNING_18 = "turning_18"
NEAR_SHARE = 4
NEAR_AT_MOST = timedelta(days=2)


def near(start: datetime, due: datetime) -> datetime:
    """Return when a deadline begins to be near: the moment of the first word about it."""
    return due - min((due - start) / NEAR_SHARE, NEAR_AT_MOST)


def answer_by(sent: datetime, urgency: str, *, due: datetime | None) -> datetime:
    """Return when an unanswered offer expires: the urgency's time, or the step's if shorter."""
    response = vocabularies.entry("referral_urgency", urgency)["response"]
    moment = parse_duration(response).after(sent)
    return min(moment, due) if due and due > sent else moment


def fires_at(timer: Timer, case: Case, *, now: datetime) -> datetime | None:
    """Return when a timer of the flowchart fires; None while the date it counts from is unknown.

    A timer at `turning_18` counts back from the day she comes of age, by its lead time.
    """
    if not timer.at:
        return timer.duration.after(now) if timer.duration else now
    if timer.at != TURNING_18 or case.adult_on is None:
        return None
    birthday = datetime.combine(case.adult_on, time.min, tzinfo=get_current_timezone())
    return timer.duration.before(birthday) if timer.duration else birthday


def deadline_state(opened: datetime, due: datetime | None, *, now: datetime) -> str:
    """Return `late`, `soon`, `later`, or `none` without a deadline."""
    if due is None:
        return "none"
    if due <= now:
        return "late"
    return "soon" if near(opened, due) <= now else "later"
