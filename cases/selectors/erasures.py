"""Requests to erase a case, for those who may ask and agree; none of them reads its content."""

from uuid import UUID

from django.db.models import QuerySet

from cases.models import Case, CaseCode, ErasureRequest
from cases.permissions import can_ask_to_erase
from cases.references import CaseReferences
from cases.selectors.cases import codes_for, read_stored
from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import User


def erasures_visible_to(user: User) -> QuerySet[ErasureRequest]:
    """Return the requests she may read of, newest first.

    Data protection reads of all that stand, since each names a case of an entity not hers; an
    entity's coordinators of their own, withdrawn ones too.
    """
    rows = ErasureRequest.objects.select_related("case__owner_entity", "requested_by")
    rows = rows.order_by("-requested_at", "pk")
    if user.may(Ability.PROTECT_DATA):
        return rows.filter(withdrawn_at=None)
    if user.may(Ability.COORDINATE):
        return rows.filter(case__owner_entity=user.entity_id)
    return rows.none()


def case_to_erase(user: User, handle: str) -> Case:
    """Return the case that her entity's people address by this handle, if its erasure is hers to
    ask for; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    case = Case.objects.select_related("owner_entity").filter(pk=wanted).first()
    if case is None or not can_ask_to_erase(user, case):
        raise NotVisible
    return case


def case_to_erase_by_reference(user: User, reference: str) -> Case | None:
    """Return the case of this reference of data protection, or None: entities' codes find none."""
    found = CaseReferences().find(reference) if user.may(Ability.PROTECT_DATA) else None
    return Case.objects.filter(pk=found).first() if found else None


def erasure_of(case: Case) -> ErasureRequest | None:
    """Return the request that stands, answered or not; None when none does."""
    rows = ErasureRequest.objects.filter(case=case, withdrawn_at=None)
    return rows.select_related("requested_by__entity", "confirmed_by__entity").first()


def names_for_erasing(user: User, case_ids: list[UUID]) -> dict[UUID, str]:
    """Return by what name this person speaks of the cases: data protection by the references that
    no entity uses as a code, coordinators by their own codes."""
    if user.may(Ability.PROTECT_DATA):
        return references_of(case_ids)
    return codes_for(case_ids, user.entity)


def references_of(case_ids: list[UUID]) -> dict[UUID, str]:
    """Return the stored form of the references that are no entity's, by case."""
    held = CaseCode.objects.filter(case_id__in=case_ids, entity=None)
    return dict(held.values_list("case_id", "code"))


def erased_for(user: User, typed_code: str) -> ErasureRequest:
    """Return how a case was erased that her entity had a code of; else NotVisible."""
    erased = ErasureRequest.objects.filter(
        completed_at__isnull=False,
        case__codes__code=read_stored(typed_code),
        case__codes__entity=user.entity_id,
    ).select_related("case")
    found = erased.first() if user.is_active and user.may(Ability.WORK_CASES) else None
    if found is None:
        raise NotVisible
    return found
