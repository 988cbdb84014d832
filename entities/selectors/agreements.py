"""Agreements on referrals: whether one covers what is going to be referred."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import Entity, SharingAgreement, User
from entities.permissions import can_manage_agreements


def agreements_visible_to(user: User) -> QuerySet[SharingAgreement]:
    """Return all agreements to administrators, and to coordinators those of their entity."""
    rows = SharingAgreement.objects.select_related("sender", "receiver").order_by(
        "ended_at", "sender__name", "receiver__name", "-starts_on"
    )
    if can_manage_agreements(user):
        return rows
    if not user.may(Ability.COORDINATE):
        return rows.none()
    return rows.filter(Q(sender=user.entity_id) | Q(receiver=user.entity_id))


def agreement_for(user: User, handle: str) -> SharingAgreement:
    """Return an agreement by its handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    agreement = agreements_visible_to(user).filter(pk=wanted).first()
    if agreement is None:
        raise NotVisible
    return agreement


def _in_force(sender_id: UUID, on: date | None) -> QuerySet[SharingAgreement]:
    day = on or timezone.localdate()
    rows = SharingAgreement.objects.filter(sender=sender_id, ended_at=None, starts_on__lte=day)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=day))


def beyond_agreements(
    sender_id: UUID,
    receiver: Entity,
    *,
    service_type: str,
    parts: Iterable[str] = (),
    on: date | None = None,
) -> frozenset[str] | None:
    """Return the parts that no agreement in force covers; None when none covers the need itself."""
    rows = [
        row
        for row in _in_force(sender_id, on).filter(receiver=receiver)
        if not row.service_types or service_type in row.service_types
    ]
    if not rows:
        return None
    return frozenset(parts) - {part for row in rows for part in row.parts} - {"offer"}


def agreed_receivers(sender_id: UUID, service_type: str) -> frozenset[UUID]:
    """Return the entities to which an agreement in force lets this need be referred.

    An empty need asks for any.
    """
    return frozenset(
        row.receiver_id
        for row in _in_force(sender_id, None)
        if not service_type or not row.service_types or service_type in row.service_types
    )
