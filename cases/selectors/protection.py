"""Marks of cases, requests to see an identity, emergency accesses: narrowed to who asks."""

from typing import TypeVar

from django.db.models import QuerySet

from cases.enums import LIVE_REQUEST, CaseStatus, MarkKind
from cases.models import BrokenGlass, Case, CaseMark, IdentityRequest
from cases.permissions import answerable_by
from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import User

ANSWERED_SHOWN = 25
EMERGENCIES_SHOWN = 100

Row = TypeVar("Row", IdentityRequest, BrokenGlass)


def marks_of(case: Case) -> dict[str, CaseMark]:
    """Return the marks the case bears now, by kind."""
    rows = CaseMark.objects.filter(case=case, lifted_at=None).select_related("set_by")
    return {row.kind: row for row in rows}


def mark_of(case: Case, kind: str) -> CaseMark | None:
    """Return the mark of this kind that the case bears now; NotVisible for an unknown kind."""
    if kind not in MarkKind.values:
        raise NotVisible
    return marks_of(case).get(kind)


def latest_request(user: User, case: Case) -> IdentityRequest | None:
    """Return the latest request of hers to see the identity of the case."""
    rows = IdentityRequest.objects.filter(case=case, asked_by=user.pk)
    return rows.select_related("case", "answered_by").order_by("-asked_at").first()


def live_request(user: User, case: Case) -> IdentityRequest | None:
    """Return her request that waits or opens the identity now, if there is one."""
    found = latest_request(user, case)
    return found if found is not None and found.status in LIVE_REQUEST else None


def requests_to_answer(user: User) -> QuerySet[IdentityRequest]:
    """Return the requests that wait for her answer, the most urgent first."""
    return answerable_by(user).select_related("entity", "asked_by").order_by("answer_by")


def requests_answered(user: User) -> QuerySet[IdentityRequest]:
    """Return the requests she answered lately, newest first."""
    rows = IdentityRequest.objects.filter(answered_by=user.pk).select_related("entity", "asked_by")
    return rows.order_by("-answered_at")[:ANSWERED_SHOWN]


def request_for(user: User, handle: str) -> IdentityRequest:
    """Return a request that a custodian may answer or has answered; else NotVisible."""
    if not user.may(Ability.GUARD_IDENTITY):
        raise NotVisible
    hers = answerable_by(user) | IdentityRequest.objects.filter(answered_by=user.pk)
    return _named(hers.select_related("case", "entity", "asked_by"), user, handle)


def glasses_of(case: Case) -> QuerySet[BrokenGlass]:
    """Return the emergency accesses to a case, newest first."""
    rows = BrokenGlass.objects.filter(case=case).order_by("-broken_at")
    return rows.select_related("case__owner_entity", "entity", "broken_by", "grant")


def glass_for(user: User, case: Case, handle: str) -> BrokenGlass:
    """Return an emergency access to a case of her entity; else NotVisible."""
    if case.owner_entity_id != user.entity_id:
        raise NotVisible
    return _named(glasses_of(case).select_related("reviewed_by"), user, handle)


def emergencies_for(user: User) -> QuerySet[BrokenGlass]:
    """Return emergency accesses: all to data protection, else those that concern her entity.

    To coordinators: to cases of their entity, and those by their own people; nothing of a blocked
    case. Newest first.
    """
    rows = BrokenGlass.objects.select_related("case__owner_entity", "entity", "broken_by").order_by(
        "-broken_at"
    )
    if user.may(Ability.PROTECT_DATA):
        return rows[:EMERGENCIES_SHOWN]
    if not user.may(Ability.COORDINATE):
        return rows.none()
    own = rows.filter(case__owner_entity=user.entity_id) | rows.filter(entity=user.entity_id)
    return own.exclude(case__status=CaseStatus.BLOCKED)[:EMERGENCIES_SHOWN]


def _named(rows: QuerySet[Row], user: User, handle: str) -> Row:
    row = rows.filter(pk=read_handle(handle, entity_id=user.entity_id)).first()
    if row is None:
        raise NotVisible
    return row
