"""Erasing a case: one person asks, another agrees, and then it happens whatever fails."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import ErasureBasis, GrantEnd
from cases.models import Case, CaseGrant, ErasureRequest
from cases.permissions import can_agree_to_erase, can_ask_to_erase, is_living
from cases.selectors.keys import keys_of
from cases.services.grants import end_grant
from cases.services.tidings import tell_both_sides
from cases.services.writing import lock, refuse
from core.exceptions import Conflict
from entities.models import User
from notices.enums import NoticeKind
from vault.erasing import finish_erasures as finish_keys
from vault.erasing import order_erasure


@transaction.atomic
def request_erasure(*, case: Case, by: User, basis: ErasureBasis | str) -> ErasureRequest:
    """Ask that a closed case be erased for good; nothing happens until somebody else agrees.

    Raises PermissionRefused; Conflict while the case is open, or when it was asked before.
    """
    locked = lock(case)
    if not can_ask_to_erase(by, locked):
        raise refuse()
    if is_living(locked):
        raise Conflict(_("This case is still open."), _("Close it first."))
    chosen = ErasureBasis(basis)
    try:
        with transaction.atomic():  # one request at a time: the database says so
            request = ErasureRequest.objects.create(case=locked, basis=chosen, requested_by=by)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody asked to erase this case before."), _("A second person has to agree.")
        ) from error
    audit.record(
        AuditAction.ERASURE_REQUESTED,
        by=by,
        case=locked.pk,
        target=request.pk,
        details={"basis": chosen.value},
    )
    tell_both_sides(NoticeKind.ERASURE_ASKED, locked, by=by)
    return request


@transaction.atomic
def withdraw_erasure(*, request: ErasureRequest, by: User) -> ErasureRequest:
    """Take back a request nobody agreed to yet; the case may be asked for again.

    Stopping needs no second person: whoever may ask may stop. Raises PermissionRefused, and
    Conflict when somebody agreed or withdrew before.
    """
    case = lock(request.case)
    locked = lock(request)
    if not can_ask_to_erase(by, case):
        raise refuse()
    _refuse_answered(locked)
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(AuditAction.ERASURE_WITHDRAWN, by=by, case=case.pk, target=locked.pk)
    tell_both_sides(NoticeKind.ERASURE_WITHDRAWN, case, by=by)
    return locked


def confirm_erasure(*, request: ErasureRequest, by: User) -> ErasureRequest:
    """Agree, as a second person, and erase the case. Call it outside any transaction.

    Its keys are destroyed, and everything personal is cleared, live and in the history. It cannot
    be undone; killed on the way, `finish_erasures` goes on. Raises PermissionRefused for who asked
    herself, Conflict when somebody agreed before or the case was opened again.
    """
    _agree(request, by)
    return _carry_out(request, by)


def finish_erasures() -> int:
    """Carry out what was agreed and is not done; return how many. The sweep calls it."""
    agreed = ErasureRequest.objects.filter(confirmed_at__isnull=False, completed_at=None)
    waiting = list(agreed.select_related("confirmed_by"))
    for request in waiting:
        _carry_out(request, request.confirmed_by)
    return len(waiting)


@transaction.atomic
def _agree(request: ErasureRequest, by: User) -> None:
    case = lock(request.case)
    locked = lock(request)
    if not can_agree_to_erase(by, locked):
        raise refuse()
    _refuse_answered(locked)
    if is_living(case):
        raise Conflict(_("This case was opened again."), _("Close it first."))
    locked.confirmed_at, locked.confirmed_by = timezone.now(), by
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(AuditAction.ERASURE_CONFIRMED, by=by, case=case.pk, target=locked.pk)


def _refuse_answered(request: ErasureRequest) -> None:
    if request.confirmed_at is not None:
        raise Conflict(_("Somebody agreed to this before."))
    if request.withdrawn_at is not None:
        raise Conflict(_("This request was taken back."), _("Ask again if it has to be erased."))


def _carry_out(request: ErasureRequest, by: User | None) -> ErasureRequest:
    case = Case.objects.get(pk=request.case_id)
    finish_keys(order_erasure(keys_of(case), basis=request.basis), by=by, case=case.pk)
    with transaction.atomic():
        locked = lock(request)
        if locked.completed_at is not None:
            return locked
        for grant in CaseGrant.objects.select_for_update().filter(case=case, closed_at=None):
            end_grant(grant, by=by, reason=GrantEnd.ERASED, action=AuditAction.GRANT_CLOSED)
        locked.completed_at = timezone.now()
        locked.save(update_fields=["completed_at"])
        audit.record(AuditAction.ERASURE_COMPLETED, by=by, case=case.pk, target=locked.pk)
        tell_both_sides(NoticeKind.CASE_ERASED, case, by=by)
    return locked
