"""Rights requests: recorded, extended, carried out, answered; and their clock."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Case
from cases.services.writing import lock, refuse
from core.exceptions import Conflict
from core.transitions import Transition
from entities.models import User
from notices.enums import NoticeKind
from rights.clock import MONTHS_MORE, check_day, months_after, warnings_due_on
from rights.enums import COPIES, WAITING, CarriedOut, ExtensionReason, RequestStatus, Right
from rights.models import RightsRequest
from rights.permissions import can_carry_out, can_record_request
from rights.services.holds import hold_restricted
from rights.services.tidings import coordinators_of, officers, tell
from rights.workflow import REQUEST

# What the responsible entity has to do before it can be answered with yes.
BY_OWNER = COPIES | {Right.RECTIFICATION, Right.OBJECTION}


@transaction.atomic
def record_request(*, case: Case, by: User, received_on: date, **facts: str) -> RightsRequest:
    """Write down what the person asks; it is answered within a month of `received_on`.

    `facts`: right, asked_by, how, language, identity_check, details. Raises PermissionRefused;
    ValidationError for a day to come or too long ago; Conflict while the same request waits for its answer.
    """
    if not can_record_request(by, case):
        raise refuse()
    check_day("received_on", received_on)
    request = RightsRequest(
        case=case,
        entity=by.entity,
        recorded_by=by,
        received_on=received_on,
        due_on=months_after(received_on, 1),
        **facts,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("The same request is written down already and waits for its answer.")
        ) from error
    audit.record(
        AuditAction.RIGHT_REQUESTED,
        by=by,
        case=case.pk,
        target=request.pk,
        details={"kind": request.right},
    )
    tell(NoticeKind.RIGHT_ASKED, officers() | coordinators_of(case.owner_entity), request, by=by)
    return request


@transaction.atomic
def extend_request(*, request: RightsRequest, by: User, reason: str) -> RightsRequest:
    """Take two months more; only before the first month is over (GDPR, article 12(3)).

    The person has to be told by then. Raises PermissionRefused, Conflict.
    """
    locked = lock(request)
    step = REQUEST["extend"]
    step.check(locked, by)
    if timezone.localdate() > locked.due_on:
        raise Conflict(
            _("The first month is over: it cannot be extended any more."), _("Answer it now.")
        )
    locked.status, locked.extension_reason = step.target, ExtensionReason(reason)
    locked.extended_at, locked.extended_by = timezone.now(), by
    locked.due_on, locked.warnings = months_after(locked.received_on, 1 + MONTHS_MORE), 0
    locked.save()
    _record(step, locked, by, reason)
    _tell_owner(NoticeKind.RIGHT_ANSWERED, locked, by)
    return locked


@transaction.atomic
def carry_out(*, request: RightsRequest, by: User, carried_out: str) -> RightsRequest:
    """Say what the responsible entity did about it. Raises PermissionRefused, Conflict."""
    locked = lock(request)
    if not can_carry_out(by, locked):
        raise refuse()
    if locked.status not in WAITING:
        raise Conflict(_("Somebody has already answered or changed this."))
    locked.carried_out = CarriedOut(carried_out)
    locked.carried_out_at, locked.carried_out_by = timezone.now(), by
    locked.save()
    audit.record(
        AuditAction.RIGHT_CARRIED_OUT,
        by=by,
        case=locked.case_id,
        target=locked.pk,
        details={"answer": locked.carried_out},
    )
    tell(NoticeKind.RIGHT_CARRIED_OUT, officers(), locked, by=by)
    return locked


@transaction.atomic
def answer_request(
    *, request: RightsRequest, by: User, answer: str, refusal_reason: str = "", authority: str = ""
) -> RightsRequest:
    """Close a request as data protection: `answer` is a key of the transition table.

    A yes to a restriction restricts the case at once. Raises PermissionRefused; ValidationError
    when a no lacks its reason or the authority she may complain to; Conflict when the entity has
    not yet done its part.
    """
    locked = lock(request)
    step = REQUEST[answer]
    step.check(locked, by)
    agrees = step.target == RequestStatus.ANSWERED
    if not agrees:
        _need_reason(refusal_reason, authority)
    elif locked.right in BY_OWNER and locked.carried_out != CarriedOut.DONE:
        raise Conflict(
            _("The responsible entity has not yet done what she asks."),
            _("It notes it on this page; or answer in part."),
        )
    locked.refusal_reason = "" if agrees else refusal_reason
    locked.authority = "" if agrees else authority
    _end(locked, step, by)
    if agrees and locked.right == Right.RESTRICTION:
        hold_restricted(case=locked.case, by=by)
    _tell_owner(NoticeKind.RIGHT_ANSWERED, locked, by)
    return locked


@transaction.atomic
def withdraw_request(*, request: RightsRequest, by: User) -> RightsRequest:
    """Record that the person took it back. Raises PermissionRefused, Conflict."""
    locked = lock(request)
    step = REQUEST["withdraw"]
    step.check(locked, by)
    _end(locked, step, by)
    tell(NoticeKind.RIGHT_ANSWERED, officers(), locked, by=by)
    return locked


def _need_reason(reason: str, authority: str) -> None:
    missing = _("Say this too: she has to be told it.")
    empty = {"refusal_reason": reason, "authority": authority}
    if errors := {name: missing for name, value in empty.items() if not value}:
        raise ValidationError(errors)


def _end(locked: RightsRequest, step: Transition, by: User) -> None:
    locked.status = step.target
    locked.ended_at, locked.ended_by = timezone.now(), by
    locked.save()
    _record(step, locked, by, locked.refusal_reason)


def _record(step: Transition, locked: RightsRequest, by: User, reason: str) -> None:
    audit.record(
        AuditAction(step.event),
        by=by,
        case=locked.case_id,
        target=locked.pk,
        details={"kind": locked.right, "status": locked.status, "reason": reason},
    )


def _tell_owner(kind: NoticeKind, request: RightsRequest, by: User) -> None:
    people = coordinators_of(request.case.owner_entity)
    if request.recorded_by.entity_id == request.case.owner_entity_id:
        people |= {request.recorded_by}
    tell(kind, people, request, by=by)


def warn_of_requests() -> int:
    """Warn 7 and 2 days before a request is due and once it is missed; return how many warned.

    The sweep calls it; each in a transaction of its own, so that nobody is warned twice.
    """
    waiting = RightsRequest.objects.filter(status__in=sorted(WAITING))
    return sum(_warn(pk) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _warn(pk: UUID) -> int:
    request = RightsRequest.objects.select_for_update(of=("self",)).get(pk=pk)
    due = warnings_due_on(request.due_on, timezone.localdate())
    if request.status not in WAITING or due <= request.warnings:
        return 0
    request.warnings = due
    request.save(update_fields=["warnings"])
    is_missed = timezone.localdate() > request.due_on
    kind = NoticeKind.RIGHT_MISSED if is_missed else NoticeKind.RIGHT_NEAR
    details = {"count": due}
    audit.record(
        AuditAction.RIGHT_WARNED, by=None, case=request.case_id, target=pk, details=details
    )
    tell(kind, officers() | coordinators_of(request.case.owner_entity), request)
    return 1
