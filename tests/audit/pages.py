"""What the tests of the auditor's pages ask again and again."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse

from audit.body import read_body, write_body
from audit.models import Event

CASE = UUID("6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c001")
LIST = "/log/"


def event_at(moment: datetime) -> Event:
    """Add an event of that moment."""
    event = Event(at=moment, kind="timer:fired", outcome="done", device="worker")
    event.body = write_body({"details": {}})
    event.save(force_insert=True)
    return event


def numbers_in(answer: HttpResponse) -> list[int]:
    """Return the numbers of the events on a page, in their order."""
    return [line.number for line in answer.context["lines"]]


def readings() -> list[dict]:
    """Return the details of each recorded reading of the log."""
    return [
        read_body(event.body)["details"]
        for event in Event.objects.filter(kind="log:read").order_by("pk")
    ]
