"""Enquiries for a name, narrowed to who asks, and what a search of one goes through."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Case, Person
from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import RoleMembership, User
from entities.roles import roles_with
from reports.enums import EnquiryStatus
from reports.models import NameEnquiry
from reports.permissions import can_answer_enquiry, can_ask_name, can_guard

SHOWN = 50


def enquiries_of(user: User) -> list[NameEnquiry]:
    """Return what she asked as an auditor, newest first."""
    if not can_ask_name(user):
        return []
    asked = NameEnquiry.objects.filter(asked_by=user).select_related("answered_by")
    return list(asked.order_by("-asked_at")[:SHOWN])


def enquiries_waiting_for(user: User) -> list[NameEnquiry]:
    """Return what waits for a custodian's answer, the oldest first."""
    if not (user.is_active and can_guard(user)):
        return []
    return list(_waiting().exclude(asked_by=user).select_related("asked_by").order_by("asked_at"))


def _waiting() -> QuerySet[NameEnquiry]:
    now = timezone.now()
    return NameEnquiry.objects.filter(status=EnquiryStatus.WAITING, expires_at__gt=now)


def enquiry_asked_by(user: User, handle: str) -> NameEnquiry:
    """Return an enquiry of hers by its handle; raise NotVisible for anything else."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = NameEnquiry.objects.filter(pk=wanted, asked_by=user).first()
    if found is None or not can_ask_name(user):
        raise NotVisible
    return found


def enquiry_to_answer(user: User, handle: str) -> NameEnquiry:
    """Return an enquiry that she may decide on; raise NotVisible once it was answered."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = _waiting().select_related("asked_by").filter(pk=wanted).first()
    if found is None or not can_answer_enquiry(user, found):
        raise NotVisible
    return found


def custodians() -> QuerySet[User]:
    """Return the active custodians of every entity."""
    held = RoleMembership.objects.filter(ended_at=None, role__in=roles_with(Ability.GUARD_IDENTITY))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def everybody() -> QuerySet[Person]:
    """Return all people in the vault: a search for a leaked name knows no entity."""
    return Person.objects.all()


def cases_of(people: Iterable[UUID]) -> list[UUID]:
    """Return the cases of these people, children's own included."""
    known = list(people)
    cases = Case.objects.filter(Q(person__in=known) | Q(children__person__in=known))
    return list(cases.values_list("pk", flat=True).distinct())
