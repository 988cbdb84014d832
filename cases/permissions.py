"""Who may do what with a case: pure questions, composed; services enforce, pages ask."""

from cases.disclosure import open_parts
from cases.enums import ENDED, Part
from cases.models import (
    Case,
    CaseGrant,
    Child,
    Consent,
    ErasureRequest,
    Intervention,
    StatusEntry,
)
from core.abilities import Ability
from entities.models import User

Entry = Intervention | StatusEntry | Consent | Child


def can_open_cases(user: User) -> bool:
    """Whether she may open a case for her entity."""
    return user.is_active and user.may(Ability.WORK_CASES)


def is_owner(user: User, case: Case) -> bool:
    """Whether her entity is responsible for the case."""
    return case.owner_entity_id == user.entity_id


def can_see(user: User, case: Case) -> bool:
    """Whether she may open the case's page: guardian's question, asked of our backend."""
    return user.is_active and user.has_perm("cases.view_case", case)


def can_work(user: User, case: Case) -> bool:
    """Whether she may record things on the case: her entity has an open grant."""
    if not can_open_cases(user):
        return False
    grants = CaseGrant.objects.filter(case=case, entity_id=user.entity_id, closed_at=None)
    return any(grant.is_open for grant in grants)


def can_lead(user: User, case: Case) -> bool:
    """Whether she may change the case itself: the owner's people only."""
    return is_owner(user, case) and can_work(user, case)


def can_see_part(user: User, case: Case, part: str) -> bool:
    """Whether a part of the case is open to her."""
    return can_see(user, case) and part in open_parts(case, user.entity)


def can_see_contact(user: User, case: Case) -> bool:
    """Whether she may ask to see the contact card."""
    return can_see_part(user, case, Part.CONTACT_CARD)


def can_see_identity(user: User, case: Case) -> bool:
    """Whether she may ask to see the identity."""
    return can_see_part(user, case, Part.IDENTITY)


def can_correct(user: User, entry: Entry) -> bool:
    """Whether she may correct or strike an entry: only people of the entity that wrote it."""
    return entry.entity_id == user.entity_id and can_work(user, entry.case)


def can_withdraw(user: User, consent: Consent) -> bool:
    """Whether she may record a withdrawal: whoever hears it, the recipient included."""
    return can_work(user, consent.case)


def can_open_grant(user: User, case: Case, *, part_codes: frozenset[str]) -> bool:
    """Whether she may give another entity access: nobody discloses beyond her own scope."""
    return can_work(user, case) and part_codes <= open_parts(case, user.entity)


def can_close_grant(user: User, grant: CaseGrant) -> bool:
    """Whether she may end an access: people of the entity that has it, or who work the case."""
    if grant.entity_id == user.entity_id:
        return user.is_active and user.may(Ability.WORK_CASES)
    return can_work(user, grant.case)


def can_ask_to_erase(user: User, case: Case) -> bool:
    """Whether she may ask to erase the case: the owner's coordinators, and data protection."""
    owner_leads = is_owner(user, case) and user.may(Ability.COORDINATE)
    return user.is_active and (owner_leads or user.may(Ability.PROTECT_DATA))


def can_agree_to_erase(user: User, request: ErasureRequest) -> bool:
    """Whether she may be the second person: never who asked herself."""
    return user.pk != request.requested_by_id and can_ask_to_erase(user, request.case)


def accepts_work(case: Case) -> bool:
    """Whether the case's own state still takes entries."""
    return case.status not in ENDED
