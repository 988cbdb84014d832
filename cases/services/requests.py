"""Four eyes: somebody asks to see an identity, a custodian answers, and it opens once."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction
from cases import workflow
from cases.enums import LIVE_REQUEST, RequestStatus
from cases.models import Case, IdentityRequest
from cases.permissions import can_see_identity, custodians_for, needs_four_eyes
from cases.services.grants import mint_code
from cases.services.writing import lock, refuse
from core.codes import show_code
from core.exceptions import Conflict
from core.handles import handle_of
from entities.models import User
from notices.enums import NoticeKind
from notices.services import notify
from vault.enums import Purpose


@sensitive_variables("justification")
@transaction.atomic
def ask_identity(
    *, case: Case, by: User, purpose: Purpose | str, justification: str
) -> IdentityRequest:
    """Ask the custodians to let her see the identity of a case once.

    Raises PermissionRefused; Conflict when a request of hers stands, when no custodian could
    answer, or when nobody need be asked.
    """
    locked = lock(case)
    if not can_see_identity(by, locked):
        raise refuse()
    if not needs_four_eyes(by, locked):
        raise Conflict(_("Nobody has to be asked for this identity any more."))
    custodians = list(custodians_for(locked, by))
    if not custodians:
        raise Conflict(
            _("There is no custodian who could answer."),
            _("Ask your administrator to give somebody that role."),
        )
    request = _store(locked, by, Purpose(purpose), justification)
    for custodian in custodians:
        path = reverse(
            "cases:identity_request", args=[handle_of(request.pk, entity_id=custodian.entity_id)]
        )
        notify(NoticeKind.IDENTITY_ASKED, user=custodian, path=path)
    return request


@sensitive_variables("justification")
def _store(case: Case, by: User, purpose: Purpose, justification: str) -> IdentityRequest:
    until = timezone.now() + timedelta(hours=settings.IDENTITY_ANSWER_HOURS)
    request = IdentityRequest(
        case=case,
        entity=by.entity,
        purpose=purpose,
        justification=justification,
        asked_by=by,
        answer_by=until,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("You have asked for this identity already.")) from error
    audit.record(
        AuditAction.IDENTITY_ASKED,
        by=by,
        case=case.pk,
        target=request.pk,
        details={"purpose": purpose.value},
        justification=justification,
    )
    return request


@sensitive_variables("motivation")
@transaction.atomic
def answer_identity(
    *, request: IdentityRequest, by: User, agrees: bool, motivation: str
) -> IdentityRequest:
    """Agree or refuse, with a written motivation.

    An agreement opens the identity to who asked, once, within IDENTITY_OPEN_HOURS. Raises
    PermissionRefused, and Conflict when another custodian answered before or the time is over.
    """
    locked = _locked(request)
    step = workflow.REQUEST["agree" if agrees else "refuse"]
    step.check(locked, by)
    now = timezone.now()
    if locked.answer_by <= now:
        raise _over()
    locked.status = RequestStatus(step.target)
    locked.answered_at, locked.answered_by, locked.motivation = now, by, motivation
    if agrees:
        locked.open_until = now + timedelta(hours=settings.IDENTITY_OPEN_HOURS)
    else:
        locked.ended_at = now
    locked.save()
    audit.record(
        AuditAction(step.event),
        by=by,
        case=locked.case_id,
        target=locked.pk,
        justification=motivation,
    )
    _tell_asker(NoticeKind.IDENTITY_ANSWERED, locked)
    return locked


@transaction.atomic
def withdraw_request(*, request: IdentityRequest, by: User) -> IdentityRequest:
    """Take a request back. Raises PermissionRefused, and Conflict when it has ended."""
    return _end(_locked(request), "withdraw", by)


@transaction.atomic
def use_request(*, request: IdentityRequest, by: User) -> IdentityRequest:
    """Use the agreement up: the caller shows the identity once, right after this has committed.

    Of two at once one gets it. Raises PermissionRefused, and Conflict for the other, and when the
    time is over.
    """
    locked = _locked(request)
    workflow.REQUEST["open"].check(locked, by)
    if locked.open_until is None or locked.open_until <= timezone.now():
        raise _over()
    return _end(locked, "open", by)


def expire_requests() -> int:
    """Let run out what nobody answered or used in time; return how many. The sweep calls it."""
    now = timezone.now()
    due = IdentityRequest.objects.filter(
        Q(status=RequestStatus.WAITING, answer_by__lte=now)
        | Q(status=RequestStatus.AGREED, open_until__lte=now)
    )
    return sum(_expire(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: UUID) -> int:
    rows = IdentityRequest.objects.select_for_update(of=("self",))
    request = rows.filter(pk=pk, status__in=LIVE_REQUEST).first()
    if request is None or (request.open_until or request.answer_by) > timezone.now():
        return 0
    _end(request, "expire", None)
    _tell_asker(NoticeKind.IDENTITY_EXPIRED, request)
    return 1


def _locked(request: IdentityRequest) -> IdentityRequest:
    lock(request.case)  # whoever erases or closes the case waits, and so do we
    return lock(request)


def _end(request: IdentityRequest, name: str, by: User | None) -> IdentityRequest:
    step = workflow.REQUEST[name]
    step.check(request, by)
    request.status, request.ended_at = RequestStatus(step.target), timezone.now()
    request.save(update_fields=["status", "ended_at"])
    audit.record(AuditAction(step.event), by=by, case=request.case_id, target=request.pk)
    return request


def _over() -> Conflict:
    return Conflict(_("The time for this is over."), _("It has to be asked for anew."))


def _tell_asker(kind: NoticeKind, request: IdentityRequest) -> None:
    code = show_code(mint_code(request.case, request.entity))
    notify(kind, user=request.asked_by, path=reverse("cases:ask_identity", args=[code]))
