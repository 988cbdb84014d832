"""Agreements between entities on what may be referred."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core import vocabularies
from core.abilities import Ability
from core.exceptions import Conflict, PermissionRefused
from core.ports import tells_people
from entities.models import Entity, SharingAgreement, User
from entities.permissions import can_manage_agreements
from entities.selectors import active_people_who_may


def _require(by: User | None) -> None:
    if by is not None and not can_manage_agreements(by):
        raise PermissionRefused(_("Only an administrator writes agreements down."))


def _known(vocabulary: str, codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    if unknown := wanted - set(vocabularies.codes(vocabulary)):
        raise ValueError(f"{sorted(unknown)} are not in the vocabulary {vocabulary!r}.")
    return [code for code in vocabularies.codes(vocabulary) if code in wanted]


@transaction.atomic
def make_agreement(
    *,
    between: tuple[Entity, Entity],
    service_types: Iterable[str] = (),
    parts: Iterable[str] = (),
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
) -> SharingAgreement:
    """Write down that the first may refer to the second. Both coordinators are told.

    `by` is empty for invented data. Raises PermissionRefused, Conflict for an entity with itself
    or an end before the beginning, ValueError for unknown codes.
    """
    _require(by)
    sender, receiver = between
    if sender.pk == receiver.pk:
        raise Conflict(_("An agreement is between two entities."), _("Choose another entity."))
    if ends_on is not None and ends_on < starts_on:
        raise Conflict(_("It would end before it begins."), _("Look at the two days."))
    agreement = SharingAgreement.objects.create(
        sender=sender,
        receiver=receiver,
        service_types=_known("service_type", service_types),
        parts=_known("disclosure_part", parts),
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=timezone.now(),
        made_by=by,
    )
    _tell(AuditAction.AGREEMENT_MADE, agreement, by)
    return agreement


@transaction.atomic
def end_agreement(*, agreement: SharingAgreement, by: User) -> SharingAgreement:
    """End it at once. Both coordinators are told; Conflict when somebody ended it before."""
    _require(by)
    locked = (
        SharingAgreement.objects.select_for_update(of=("self",))
        .select_related("sender", "receiver")
        .get(pk=agreement.pk)
    )
    if locked.ended_at is not None:
        raise Conflict(_("This agreement was ended before."))
    locked.ended_at, locked.ended_by = timezone.now(), by
    locked.save(update_fields=["ended_at", "ended_by"])
    _tell(AuditAction.AGREEMENT_ENDED, locked, by)
    return locked


def _tell(action: AuditAction, agreement: SharingAgreement, by: User | None) -> None:
    audit.record(
        action,
        by=by,
        target=agreement.pk,
        details={"sender": str(agreement.sender_id), "receiver": str(agreement.receiver_id)},
    )
    if by is None:
        return
    both = {agreement.sender_id, agreement.receiver_id}
    told = active_people_who_may(Ability.COORDINATE).filter(entity__in=both)
    path = reverse("entities:agreements")
    tells_people().tell("agreement_changed", {one.pk: path for one in told})
