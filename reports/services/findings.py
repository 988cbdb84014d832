"""Settling an unusual access: an auditor has looked at it and says what it was."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from reports.models import SettledFinding
from reports.permissions import can_read_log
from reports.selectors.unusual import Finding


@transaction.atomic
def settle_finding(*, finding: Finding, note: str, by: User) -> SettledFinding:
    """Take a finding off the open list, with what the auditor found out, sealed in the log.

    Newer events of the same put it back. Raises PermissionRefused, and Conflict when somebody
    settled it before.
    """
    if not can_read_log(by):
        raise PermissionRefused(_("This log is for auditors."))
    event = audit.record(
        AuditAction.FINDING_SETTLED,
        by=by,
        case=finding.case,
        details={"kind": finding.kind.value, "count": len(finding.numbers)},
        justification=note,
    )
    try:
        with transaction.atomic():
            return SettledFinding.objects.create(
                mark=finding.mark,
                kind=finding.kind,
                last_event=finding.last_event,
                note_event=event.pk,
                settled_at=timezone.now(),
                settled_by=by,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody has looked at this before."), _("Read what was written about it.")
        ) from error
