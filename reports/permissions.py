"""Who may ask for what this room tells: pure questions; services enforce, pages ask."""

from audit.permissions import can_read_log
from cases.models import Case
from cases.permissions import can_lead
from core.abilities import Ability
from entities.models import User
from reports.models import NameEnquiry

__all__ = ["can_answer_enquiry", "can_ask_name", "can_guard", "can_read_log", "can_tell_her"]


def can_tell_her(user: User, case: Case) -> bool:
    """Whether she may show the woman who saw her case: people who lead it."""
    return can_lead(user, case)


def can_guard(user: User) -> bool:
    """Whether she answers enquiries for a name."""
    return user.may(Ability.GUARD_IDENTITY)


def can_ask_name(user: User, _enquiry: object = None) -> bool:
    """Whether she may ask which case a name that came out belongs to."""
    return user.is_active and can_read_log(user)


def can_answer_enquiry(user: User, enquiry: NameEnquiry) -> bool:
    """Whether she may decide on an enquiry: a custodian, never who asked."""
    return user.is_active and can_guard(user) and user.pk != enquiry.asked_by_id


def can_expire(by: User | None, _enquiry: NameEnquiry) -> bool:
    """Whether an enquiry may run out: only by the product itself."""
    return by is None
