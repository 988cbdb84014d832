"""Who may do what with rights, incidents and orders: pure questions."""

from cases.enums import CaseStatus
from cases.models import Case
from cases.permissions import can_lead, is_owner
from core.abilities import Ability
from entities.models import User
from rights.models import Incident, Order, Restriction, RightsRequest


def is_officer(user: User) -> bool:
    """Whether she is data protection."""
    return user.is_active and user.may(Ability.PROTECT_DATA)


def _coordinates(user: User, case: Case) -> bool:
    return user.is_active and user.may(Ability.COORDINATE) and is_owner(user, case)


def can_record_request(user: User, case: Case) -> bool:
    """Whether she may write down what the person asks: the owner's people, data protection."""
    return is_officer(user) or can_lead(user, case)


def can_list_requests(user: User) -> bool:
    """Whether a list of requests is hers to see."""
    return is_officer(user) or (user.is_active and user.may(Ability.WORK_CASES))


def can_see_request(user: User, request: RightsRequest) -> bool:
    """Whether she may know of the request."""
    return is_officer(user) or can_lead(user, request.case)


def can_carry_out(user: User, request: RightsRequest) -> bool:
    """Whether she may do what is asked, and make the copy: people of the responsible entity."""
    return can_lead(user, request.case)


def can_answer(user: User, _request: object) -> bool:
    """Whether she may extend, answer and refuse: data protection."""
    return is_officer(user)


def can_withdraw(user: User, request: RightsRequest) -> bool:
    """Whether she may record that the person took it back: whoever may hear it."""
    return can_see_request(user, request)


def can_ask_release(user: User, restriction: Restriction) -> bool:
    """Whether she may ask that a restriction be lifted."""
    return is_officer(user) or _coordinates(user, restriction.case)


def can_release(user: User, restriction: Restriction) -> bool:
    """Whether she may lift it: of the other side than who asked, an officer or a coordinator."""
    asker = restriction.lift_asked_by
    if asker is None or asker.pk == user.pk:
        return False
    if asker.may(Ability.PROTECT_DATA):
        return _coordinates(user, restriction.case)
    return is_officer(user)


def can_report(user: User) -> bool:
    """Whether she may report an incident: everybody of the staff."""
    return user.is_active


def can_list_incidents(user: User) -> bool:
    """Whether the register is hers to see: data protection; coordinators see their entity's."""
    return is_officer(user) or (user.is_active and user.may(Ability.COORDINATE))


def can_handle_incident(user: User, _incident: Incident) -> bool:
    """Whether she may assess, decide and close: data protection."""
    return is_officer(user)


def can_list_orders(user: User) -> bool:
    """Whether a list of orders is hers to see."""
    return can_list_incidents(user) or (user.is_active and user.may(Ability.GUARD_IDENTITY))


def can_see_order(user: User, order: Order) -> bool:
    """Whether she may know of the order: data protection, the owner's coordinators and custodians."""
    of_owner = is_owner(user, order.case) and can_list_orders(user)
    return is_officer(user) or of_owner


def can_approve(user: User, order: Order) -> bool:
    """Whether she may be the second person: never who recorded or narrowed it."""
    if user.pk in {order.recorded_by_id, order.narrowed_by_id}:
        return False
    return is_officer(user) or _coordinates(user, order.case)


def can_turn_down(user: User, order: Order) -> bool:
    """Whether she may refuse or narrow it: needs no second person, since less leaves."""
    return is_officer(user) or _coordinates(user, order.case)


def can_hand_over(user: User, order: Order) -> bool:
    """Whether she may make the disclosure: a custodian of the owner."""
    return user.is_active and user.may(Ability.GUARD_IDENTITY) and is_owner(user, order.case)


def is_blocked(case: Case) -> bool:
    """Whether the case is kept for courts alone."""
    return case.status == CaseStatus.BLOCKED
