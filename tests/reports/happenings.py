"""Events of one week in January, for the tests of what was unusual in it."""

from datetime import UTC, datetime

from audit.body import write_body
from audit.enums import AuditAction as A
from audit.models import Event
from audit.tracing import Period
from entities.models import User
from reports.enums import FindingKind as K
from reports.selectors.unusual import findings

# A Wednesday in January: Madrid is an hour ahead of UTC.
NOON = datetime(2026, 1, 14, 11, tzinfo=UTC)
WEEK = Period(datetime(2026, 1, 11, 23, tzinfo=UTC), datetime(2026, 1, 18, 23, tzinfo=UTC))
ASKED = {"since": "2026-01-12", "until": "2026-01-18"}


def event(kind: A, by: User, at: datetime = NOON, case: object = None, **details: object) -> Event:
    """An event of that moment."""
    row = Event(
        at=at, kind=kind.value, actor=by.pk, entity=by.entity_id, outcome="done", case_ref=case,
        body=write_body({"details": details}),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def found(kind: K) -> list:
    """The findings of a kind in the week."""
    return findings(WEEK, kind=kind.value)
