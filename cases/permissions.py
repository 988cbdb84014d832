"""Who may do what with a case: pure questions, composed; services enforce, pages ask."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.disclosure import open_parts
from cases.enums import ENDED, CaseStatus, GrantSource, MarkKind, Part, RequestStatus
from cases.models import (
    Assessment,
    BrokenGlass,
    Case,
    CaseGrant,
    CaseMark,
    Child,
    Consent,
    ErasureRequest,
    IdentityRequest,
    Intervention,
    StatusEntry,
)
from core.abilities import Ability
from entities.models import User
from entities.selectors import active_people_who_may

Entry = Intervention | StatusEntry | Consent | Child | Assessment


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
    """Whether she may record things on the case: her entity has an open grant.

    An access by breaking the glass only lets read: nothing is carried on from it.
    """
    if not can_open_cases(user) or case.status == CaseStatus.BLOCKED:
        return False
    grants = CaseGrant.objects.filter(case=case, entity_id=user.entity_id, closed_at=None)
    return any(grant.is_open and grant.source != GrantSource.BREAK_GLASS for grant in grants)


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
    is_hers = entry.entity_id == user.entity_id and not is_restricted(entry.case)
    return is_hers and can_work(user, entry.case)


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


def can_answer_erasures(user: User, *, of_all: bool = False) -> bool:
    """Whether requests to erase are hers to see: her entity's, or those of all."""
    of_own = user.may(Ability.COORDINATE) and not of_all
    return user.is_active and (of_own or user.may(Ability.PROTECT_DATA))


def can_ask_to_erase(user: User, case: Case) -> bool:
    """Whether she may ask to erase the case: the owner's coordinators, and data protection."""
    owner_leads = is_owner(user, case) and user.may(Ability.COORDINATE)
    return user.is_active and (owner_leads or user.may(Ability.PROTECT_DATA))


def can_agree_to_erase(user: User, request: ErasureRequest) -> bool:
    """Whether she may be the second person: never who asked herself."""
    return user.pk != request.requested_by_id and can_ask_to_erase(user, request.case)


def can_lift_mark(user: User, case: Case) -> bool:
    """Whether she may take a protection off a case: the owner's coordinators."""
    return can_lead(user, case) and user.may(Ability.COORDINATE)


def needs_four_eyes(user: User, case: Case) -> bool:
    """Whether the identity opens to her only with a custodian's agreement.

    The owner's setting or a mark of the case ask for it. To whom took the mark off herself it
    stays closed: so there are always two people.
    """
    marks = CaseMark.objects.filter(case=case, kind=MarkKind.FOUR_EYES)
    for_her = marks.filter(Q(lifted_at=None) | Q(lifted_by=user.pk))
    return case.owner_entity.four_eyes or for_her.exists()


def custodians_for(case: Case, asker: User) -> QuerySet[User]:
    """Return who may answer: custodians of the owner, else (when it has none) of all entities.

    Never who asks, and never the person responsible for the case.
    """
    never = {key for key in (asker.pk, case.lead_worker_id) if key}
    own = _all_custodians().filter(entity=case.owner_entity).exclude(pk__in=never)
    return own if own.exists() else _all_custodians().exclude(pk__in=never)


def answerable_by(user: User) -> QuerySet[IdentityRequest]:
    """Return the requests that wait for an answer she may give: as `custodians_for`, turned round."""
    if not user.may(Ability.GUARD_IDENTITY):
        return IdentityRequest.objects.none()
    lead = Coalesce(OuterRef("case__lead_worker"), OuterRef("asked_by"))
    of_owner = (
        _all_custodians()
        .filter(entity=OuterRef("case__owner_entity"))
        .exclude(pk=OuterRef("asked_by"))
        .exclude(pk=lead)
    )
    return (
        IdentityRequest.objects.filter(status=RequestStatus.WAITING)
        .exclude(asked_by=user.pk)
        .exclude(case__lead_worker=user.pk)
        .exclude(case__status=CaseStatus.BLOCKED)
        .filter(Q(case__owner_entity=user.entity_id) | ~Exists(of_owner))
    )


def _all_custodians() -> QuerySet[User]:
    return active_people_who_may(Ability.GUARD_IDENTITY).filter(suspended_at=None)


def can_answer_request(user: User, request: IdentityRequest) -> bool:
    """Whether she is a custodian who may answer this request."""
    waiting = request.status == RequestStatus.WAITING
    if waiting:
        return answerable_by(user).filter(pk=request.pk).exists()
    return user.may(Ability.GUARD_IDENTITY) and request.asked_by_id != user.pk


def can_use_request(user: User, request: IdentityRequest) -> bool:
    """Whether the agreement is hers to use: she asked, and the identity is still open to her."""
    return request.asked_by_id == user.pk and can_see_identity(user, request.case)


def can_break_glass(user: User) -> bool:
    """Whether she may open a case in an emergency: people who work cases, and nobody else.

    A duty worker's role opens no page of a case, so she would gain nothing by it.
    """
    return user.is_active and user.may(Ability.WORK_CASES)


def can_review_glass(user: User, glass: BrokenGlass) -> bool:
    """Whether she may review an emergency access: the owner's coordinators, never who did it."""
    return (
        user.is_active
        and user.pk != glass.broken_by_id
        and is_owner(user, glass.case)
        and user.may(Ability.COORDINATE)
    )


def accepts_work(case: Case) -> bool:
    """Whether the case's own state still takes entries: neither ended nor only to be read."""
    return is_living(case) and not is_restricted(case)


def is_living(case: Case) -> bool:
    """Whether the case has not ended."""
    return case.status not in ENDED


def is_restricted(case: Case) -> bool:
    """Whether the case is only kept and read, because she asked so (GDPR, article 18)."""
    return case.restricted_at is not None


def can_restrict(user: User, case: Case) -> bool:
    """Whether she may restrict the case: data protection, and the owner's coordinators.

    Lifting takes one of each (`rights.services`).
    """
    return can_ask_to_erase(user, case)


def can_block(user: User, _case: Case) -> bool:
    """Whether she may block a closed case, and open it again by a court order."""
    return user.is_active and user.may(Ability.PROTECT_DATA)
