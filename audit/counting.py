"""How often somebody did something: for what must be told when it is too often."""

from datetime import datetime

from audit.enums import AuditAction
from audit.models import Event
from core.ports import Actor


def how_often(action: AuditAction, *, by: Actor, since: datetime) -> int:
    """Return how many events of this kind the person has caused since then: by index, no body."""
    return Event.objects.filter(actor=by.pk, at__gte=since, kind=AuditAction(action).value).count()
