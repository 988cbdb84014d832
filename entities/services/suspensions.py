"""Suspensions: an account opens nothing for a while, and keeps everything."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.ports import tells_people
from entities.enums import SuspensionKind
from entities.models import AccountDecision, Suspension, User
from entities.permissions import can_lift_suspension
from entities.services.roles import lock_user
from entities.services.sessions import end_every_session


def begin_silent_suspension(decision: AccountDecision) -> None:
    """Suspend the account as two people decided; the caller holds both locks.

    `is_active`, roles and groups stay: to her coordinator nothing looks different.
    """
    begin_suspension(decision.person, SuspensionKind.SILENT, decision=decision)


def begin_suspension(
    person: User, kind: SuspensionKind, *, decision: AccountDecision | None = None
) -> None:
    """Suspend a locked account that is not suspended for this reason; its sessions end at once."""
    now = timezone.now()
    Suspension.objects.create(person=person, kind=kind, decision=decision, began_at=now)
    person.suspended_at = person.suspended_at or now
    person.save(update_fields=["suspended_at"])
    end_every_session(user=person)
    audit.record(
        AuditAction.USER_SUSPENDED, by=None, target=person.pk, details={"kind": kind.value}
    )


@transaction.atomic
def lift_suspension(*, user: User, kind: SuspensionKind, by: User) -> User:
    """Let the person sign in again, unless she is suspended for another reason as well.

    A suspension under suspicion is lifted by an auditor. A dormant account is opened again by who
    looks after it, alone: she holds neither its password nor its factor, and changing those takes
    two; its owner is told. Raises PermissionRefused, Conflict when it was lifted before.
    """
    person = lock_user(user)
    if not can_lift_suspension(by, person, silent=kind == SuspensionKind.SILENT):
        raise PermissionRefused(_("You may not change this account."))
    open_ones = Suspension.objects.select_for_update().filter(person=person, ended_at=None)
    found = open_ones.filter(kind=kind).first()
    if found is None:
        raise Conflict(_("This account is not suspended any more."))

    found.ended_at, found.ended_by = timezone.now(), by
    found.save(update_fields=["ended_at", "ended_by"])
    oldest = open_ones.values_list("began_at", flat=True).first()
    person.suspended_at, person.dormant_warned_at = oldest, None
    person.save(update_fields=["suspended_at", "dormant_warned_at"])
    audit.record(
        AuditAction.SUSPENSION_ENDED, by=by, target=person.pk, details={"kind": kind.value}
    )
    if kind == SuspensionKind.DORMANT and oldest is None:
        tells_people().mail("account", [person.pk])
    return person
