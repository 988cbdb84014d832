"""Writes the log. Changes are recorded with the change, readings before anything is shown."""

from datetime import UTC
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.utils import DEFAULT_DB_ALIAS, InterfaceError
from django.utils import timezone

from audit.body import Details, check_details, write_body
from audit.context import current_origin
from audit.enums import AuditAction, Outcome
from audit.models import Event
from core.ports import Actor, seals_justifications


class AuditUnavailable(Exception):
    """The log could not be written, so nothing is changed and nothing is shown: answered 503."""


class Facts(TypedDict, total=False):
    """What may be said of an event besides its name.

    `by` is the person, None for the system itself. `details` takes codes, counts, ids and names
    of fields. `justification` is what the person typed as her reason: it is stored sealed.
    """

    by: Required[Actor | None]
    case: UUID | None
    target: UUID | None
    outcome: Outcome
    details: Details | None
    justification: str


def record(action: AuditAction, **facts: Unpack[Facts]) -> Event:
    """Add an event in the transaction of the change it speaks of.

    Raises AuditUnavailable, after which the transaction can only roll back.
    """
    event = _compose(action, facts)
    return _insert(event, using=DEFAULT_DB_ALIAS)


def record_read(action: AuditAction, **facts: Unpack[Facts]) -> Event:
    """Add and commit an event about something that is going to be shown, or was refused.

    Call it before anything is read out, and outside any transaction: it must stay whatever
    happens to the request. Raises AuditUnavailable, after which nothing may be shown.
    """
    event = _compose(action, facts)
    try:
        with transaction.atomic(using=settings.AUDIT_READ_ALIAS, durable=True):
            return _insert(event, using=settings.AUDIT_READ_ALIAS)
    except (DatabaseError, InterfaceError) as error:
        raise AuditUnavailable from error


def _insert(event: Event, *, using: str) -> Event:
    try:
        event.save(using=using, force_insert=True)
    except (DatabaseError, InterfaceError) as error:
        raise AuditUnavailable from error
    return event


def _compose(action: AuditAction, facts: Facts) -> Event:
    by, case, target = facts["by"], facts.get("case"), facts.get("target")
    justification = facts.get("justification", "")
    outcome = facts.get("outcome", Outcome.DONE)
    at, origin = timezone.now(), current_origin()
    columns: dict[str, Any] = {
        "kind": AuditAction(action).value,
        "outcome": Outcome(outcome).value,
        "session": origin.session,
        "device": origin.device,
        "address": origin.address,
    }
    ids = {
        "actor": by.pk if by else None,
        "entity": by.entity_id if by else None,
        "case_ref": case,
        "target": target,
    }
    body = write_body(
        {
            **columns,
            **{name: str(value) if value else None for name, value in ids.items()},
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "details": check_details(facts.get("details") or {}),
            "justification": seals_justifications().seal(justification) if justification else None,
        }
    )
    return Event(at=at, body=body, **columns, **ids)
