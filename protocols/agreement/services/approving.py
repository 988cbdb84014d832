"""The second person's approval, the day a version comes into force, the day it is due for review."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.enums import AuditAction
from core.exceptions import Conflict
from entities.models import User
from notices.enums import NoticeKind
from protocols.adoption.services import ask_entities
from protocols.agreement import selectors
from protocols.agreement.services.consulting import end_consultation
from protocols.agreement.services.ground import (
    lock_consultation,
    lock_draft,
    note,
    tell_managers,
)
from protocols.enums import ConsultationStatus, VersionStatus
from protocols.models import Consultation, ProtocolVersion
from protocols.services import approve, lock_version, put_in_force, retire

LATEST_START = timedelta(days=2 * 366)
LATEST_REVIEW = timedelta(days=10 * 366)


@transaction.atomic
def approve_version(
    *,
    version: ProtocolVersion,
    in_force_from: date,
    review_on: date,
    has_read: bool,
    by: User,
) -> ProtocolVersion:
    """Freeze an agreed draft, and put it in force on its day, which may be today.

    `by` is the second person; `has_read` that she has read reservations and noes, where there are
    any. Conflict, with the reason, for what is unsound, not agreed or her own.
    """
    locked = lock_draft(version, by)
    consultation = selectors.consultation_of(locked)
    if consultation is not None:
        consultation = lock_consultation(consultation)
    for hindrance in selectors.hindrances(locked, consultation, by):
        raise Conflict(hindrance.explanation, hindrance.advice)
    assert consultation is not None  # noqa: S101 -- without one there was a hindrance
    if selectors.has_objections(selectors.people_of(consultation)) and not has_read:
        raise Conflict(
            _("Somebody has a reservation or said no."),
            _("Read what they wrote, then say that you have."),
        )
    _check_days(in_force_from, review_on)
    if consultation.status == ConsultationStatus.OPEN:
        end_consultation(consultation=consultation, by=by)
    approve(version=locked, in_force_from=in_force_from, review_on=review_on, by=by)
    ask_entities(locked)
    if in_force_from == timezone.localdate():
        put_in_force(version=locked, by=by)
    return locked


def _check_days(in_force_from: date, review_on: date) -> None:
    today = timezone.localdate()
    if not today <= in_force_from <= today + LATEST_START:
        raise Conflict(_("It comes into force today or later, and within two years."))
    if not in_force_from < review_on <= today + LATEST_REVIEW:
        raise Conflict(_("It is reviewed after it came into force, and within ten years."))


@transaction.atomic
def give_up(*, version: ProtocolVersion, by: User) -> ProtocolVersion:
    """Give up a version that was agreed and is not in force yet."""
    locked = lock_version(version)
    retire(version=locked, move="give up", by=by)
    return locked


def sweep_agreements() -> int:
    """Do what has come due by its day; return how much it was. Safe to call at any time."""
    today = timezone.localdate()
    ended = Consultation.objects.filter(status=ConsultationStatus.OPEN, answer_by__lt=today)
    begun = ProtocolVersion.objects.filter(status=VersionStatus.AGREED, in_force_from__lte=today)
    aged = ProtocolVersion.objects.filter(
        status=VersionStatus.CURRENT, review_on__lte=today, review_told_at=None
    )
    return (
        sum(_end(pk) for pk in ended.values_list("pk", flat=True))
        + sum(_begin(pk) for pk in _in_order(begun))
        + sum(_tell_review(pk) for pk in aged.values_list("pk", flat=True))
    )


def _in_order(rows: QuerySet[ProtocolVersion]) -> list[UUID]:
    return list(rows.order_by("in_force_from", "number").values_list("pk", flat=True))


@transaction.atomic
def _end(pk: UUID) -> bool:
    locked = lock_consultation(Consultation(pk=pk))
    if locked.status != ConsultationStatus.OPEN:
        return False
    end_consultation(consultation=locked, by=None)
    return True


@transaction.atomic
def _begin(pk: UUID) -> bool:
    """Put a version in force whose day has come, unless somebody was faster."""
    locked = lock_version(ProtocolVersion.objects.defer("xml").get(pk=pk))
    if locked.status != VersionStatus.AGREED:
        return False
    put_in_force(version=locked, by=None)
    return True


@transaction.atomic
def _tell_review(pk: UUID) -> bool:
    locked = lock_version(ProtocolVersion.objects.defer("xml").get(pk=pk))
    if locked.review_told_at is not None:
        return False
    locked.review_told_at = timezone.now()
    locked.save(update_fields=["review_told_at"])
    note(AuditAction.PROTOCOL_REVIEW_TOLD, locked, None)
    tell_managers(NoticeKind.REVIEW_DUE, locked)
    return True
