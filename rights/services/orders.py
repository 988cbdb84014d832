"""Orders of authorities: recorded, narrowed, approved by a second person, handed over."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Case
from cases.services.writing import lock, refuse
from core.transitions import Transition
from entities.models import User
from notices.enums import NoticeKind
from rights.clock import check_day
from rights.enums import OrderBasis, OrderReason
from rights.fields import RELEASABLE
from rights.models import Order
from rights.permissions import is_blocked, is_officer
from rights.services.holds import end_block
from rights.services.tidings import coordinators_of, custodians_of, officers, tell
from rights.workflow import ORDER


@transaction.atomic
def record_order(  # noqa: PLR0913 -- each says one thing of the order, all by name
    *,
    case: Case,
    by: User,
    basis: str,
    authority: str,
    reference: str,
    ordered_on: date,
    fields: Iterable[str],
    unblocks: bool = False,
) -> Order:
    """Write down an order and the fields it may take out; a second person has to approve.

    Raises PermissionRefused; ValidationError for a day to come, no field or an unknown one, and
    for unblocking what is not blocked.
    """
    if not is_officer(by):
        raise refuse()
    check_day("ordered_on", ordered_on)
    if unblocks and not is_blocked(case):
        raise ValidationError({"unblocks": _("This case is not blocked.")})
    order = Order.objects.create(
        case=case,
        basis=OrderBasis(basis),
        authority=authority,
        reference=reference,
        ordered_on=ordered_on,
        fields=_checked(fields),
        unblocks=unblocks,
        recorded_by=by,
    )
    _record(AuditAction.ORDER_RECORDED, order, by, fields=order.fields)
    tell(NoticeKind.ORDER_WAITING, officers() | coordinators_of(case.owner_entity), order, by=by)
    return order


def _checked(fields: Iterable[str]) -> list[str]:
    wanted = sorted(set(fields))
    if not wanted or not set(wanted) <= set(RELEASABLE):
        raise ValidationError({"fields": _("Choose at least one of the listed fields.")})
    return wanted


@transaction.atomic
def narrow_order(*, order: Order, by: User, fields: Iterable[str], reason: str) -> Order:
    """Take fields out of an order, with a reason; none can be added."""
    locked, step = _locked(order, "narrow", by)
    left = _checked(fields)
    if not set(left) < set(locked.fields):
        raise ValidationError({"fields": _("Leave fewer fields than before.")})
    locked.fields, locked.reason, locked.narrowed_by = left, OrderReason(reason), by
    _take(locked, step, by, fields=left, reason=reason)
    tell(NoticeKind.ORDER_WAITING, _watching(locked), locked, by=by)
    return locked


@transaction.atomic
def approve_order(*, order: Order, by: User) -> Order:
    """Approve it as the second person; the owner's custodians hand it over.

    An order that unblocks opens the case again when data protection approves it: only she may.
    """
    locked, step = _locked(order, "approve", by)
    locked.approved_at, locked.approved_by = timezone.now(), by
    _take(locked, step, by, fields=locked.fields)
    if locked.unblocks and is_blocked(locked.case):
        end_block(case=locked.case, by=by)
    people = custodians_of(locked.case.owner_entity)
    tell(NoticeKind.ORDER_APPROVED, people | {locked.recorded_by}, locked, by=by)
    return locked


@transaction.atomic
def refuse_order(*, order: Order, by: User, reason: str) -> Order:
    """Refuse it with a reason; nothing leaves."""
    locked, step = _locked(order, "refuse", by)
    locked.reason = OrderReason(reason)
    _end(locked, by)
    _take(locked, step, by, reason=reason)
    tell(NoticeKind.ORDER_APPROVED, _watching(locked), locked, by=by)
    return locked


@transaction.atomic
def hand_over_order(*, order: Order, by: User) -> Order:
    """Close the order because its fields are going to be handed over, once and no other way.

    Called before anything is opened: what cannot be recorded does not leave.
    """
    locked, step = _locked(order, "hand over", by)
    _end(locked, by)
    _take(locked, step, by, fields=locked.fields)
    tell(NoticeKind.ORDER_APPROVED, _watching(locked), locked, by=by)
    return locked


def _watching(order: Order) -> set[User]:
    return officers() | coordinators_of(order.case.owner_entity)


def _locked(order: Order, name: str, by: User) -> tuple[Order, Transition]:
    locked = lock(order)
    step = ORDER[name]
    step.check(locked, by)
    return locked, step


def _end(locked: Order, by: User) -> None:
    locked.ended_at, locked.ended_by = timezone.now(), by


def _take(locked: Order, step: Transition, by: User, **details: object) -> None:
    locked.status = step.target
    locked.save()
    _record(AuditAction(step.event), locked, by, **details)


def _record(action: AuditAction, order: Order, by: User, **details: object) -> None:
    known = {name: value for name, value in details.items() if isinstance(value, str | list)}
    audit.record(action, by=by, case=order.case_id, target=order.pk, details=known)
