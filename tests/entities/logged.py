"""What the log says, for tests."""

from typing import Any

from audit.body import read_body
from audit.enums import AuditAction
from audit.models import Event


def events(action: AuditAction, person_or_entity: Any) -> list[dict[str, Any]]:
    """What the log says of this action on this target, oldest first."""
    found = Event.objects.filter(kind=action.value, target=person_or_entity.pk).order_by("at")
    return [{"actor": event.actor, **read_body(event.body)["details"]} for event in found]
