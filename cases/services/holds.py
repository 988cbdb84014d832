"""Restricting a case to being read, and blocking it for all but courts; and the ways back.

Who decides, and that two people lift a restriction, is the business of `rights`.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases import workflow
from cases.enums import CaseStatus
from cases.models import Case, CaseGrant
from cases.permissions import can_restrict
from cases.services.grants import sync_access
from cases.services.writing import lock, refuse, save
from core.exceptions import Conflict
from core.transitions import Transition
from entities.models import Entity, User


@transaction.atomic
def restrict_case(*, case: Case, by: User) -> Case:
    """From now on keep the case and let it be read, nothing else (GDPR, article 18).

    Raises PermissionRefused, and Conflict when it is restricted already.
    """
    return _set_restricted(case, by, is_wanted=True)


@transaction.atomic
def release_case(*, case: Case, by: User) -> Case:
    """Let the case be worked again. Raises PermissionRefused, and Conflict when it can be."""
    return _set_restricted(case, by, is_wanted=False)


def _set_restricted(case: Case, by: User, *, is_wanted: bool) -> Case:
    locked = lock(case)
    if not can_restrict(by, locked):
        raise refuse()
    if is_wanted is (locked.restricted_at is not None):
        raise Conflict(_("Somebody has already answered or changed this."))
    locked.restricted_at = timezone.now() if is_wanted else None
    save(locked, by)
    action = AuditAction.CASE_RESTRICTED if is_wanted else AuditAction.CASE_RELEASED
    audit.record(action, by=by, case=locked.pk)
    return locked


@transaction.atomic
def block_case(*, case: Case, by: User) -> Case:
    """Hide a closed case from everybody, its entity included; its keys are kept for courts.

    Spain: LOPDGDD, article 32. Raises PermissionRefused, and Conflict while it is open.
    """
    return _move(case, workflow.BLOCK, by)


@transaction.atomic
def unblock_case(*, case: Case, by: User) -> Case:
    """Open a blocked case again to those whose grants stand; only a court order is a reason."""
    return _move(case, workflow.UNBLOCK, by)


def _move(case: Case, step: Transition, by: User) -> Case:
    locked = lock(case)
    step.check(locked, by)
    locked.status = CaseStatus(step.target)
    save(locked, by)
    holders = CaseGrant.objects.filter(case=locked, closed_at=None).values("entity")
    for entity in Entity.objects.filter(pk__in=holders):
        sync_access(locked, entity)
    audit.record(AuditAction(step.event), by=by, case=locked.pk)
    return locked
