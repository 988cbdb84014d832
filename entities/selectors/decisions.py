"""Reads of decisions of two people about accounts, and of suspensions."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.enums import DecisionKind, Role, SuspensionKind
from entities.models import (
    OPEN,
    AccountDecision,
    RoleMembership,
    Suspension,
    User,
)
from entities.permissions import (
    can_agree,
    oversees_accounts,
)

DECISIONS_SHOWN = 200
DECISIONS_ENDED_SHOWN = 20


def decisions_visible_to(user: User) -> QuerySet[AccountDecision]:
    """Return the decisions on accounts she may read of, newest first.

    Administrators and auditors all, but of suspensions of themselves nothing; coordinators those
    on accounts of their entity; everybody what she asked, agreed to, or is about.
    """
    found = AccountDecision.objects.select_related("person__entity", "asked_by", "agreed_by")
    if not user.may_sign_in:
        return found.none()
    silent = Q(kind=DecisionKind.SUSPEND)
    if oversees_accounts(user):
        return found.exclude(silent & Q(person=user))
    hers = Q(asked_by=user) | Q(agreed_by=user) | Q(person=user)
    if user.may(Ability.COORDINATE):
        hers |= Q(person__entity=user.entity_id)
    return found.filter(hers).exclude(silent)


def decision_for(user: User, handle: str) -> AccountDecision:
    """Return a decision on an account by its handle; raise NotVisible unless hers to read of."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    decision = decisions_visible_to(user).filter(pk=wanted).first()
    if decision is None:
        raise NotVisible
    return decision


def decisions_in_groups(
    user: User,
) -> tuple[list[AccountDecision], list[AccountDecision], list[AccountDecision]]:
    """Return what waits for her agreement, what else is open, and the last that ended.

    The roles of everybody concerned are read at once.
    """
    visible = decisions_visible_to(user)
    open_ones = list(visible.filter(status__in=OPEN)[:DECISIONS_SHOWN])
    read_roles([person for one in open_ones for person in (one.person, one.asked_by)])
    waiting = [one for one in open_ones if one.status == OPEN[0] and can_agree(user, one)]
    others = [one for one in open_ones if one not in waiting]
    return waiting, others, list(visible.exclude(status__in=OPEN)[:DECISIONS_ENDED_SHOWN])


def count_of_open_decisions(user: User) -> int:
    """Return how many decisions on accounts are open that she may read of."""
    return decisions_visible_to(user).filter(status__in=OPEN).count()


def read_roles(people: list[User]) -> None:
    """Let these people know their roles, by one query."""
    held: defaultdict[object, set[Role]] = defaultdict(set)
    rows = RoleMembership.objects.filter(user__in={one.pk for one in people}, ended_at=None)
    for user_id, role in rows.values_list("user", "role"):
        held[user_id].add(Role(role))
    for person in people:
        person.__dict__["roles"] = frozenset(held[person.pk])


def open_decisions_about(person: User, *, reader: User) -> list[AccountDecision]:
    """Return what is open about an account, as far as the reader may know."""
    return list(decisions_visible_to(reader).filter(person=person, status__in=OPEN))


def open_suspension_by(decision: AccountDecision) -> Suspension | None:
    """Return the suspension that came of a decision and still lasts."""
    return Suspension.objects.filter(decision=decision, ended_at=None).first()


def suspensions_known_to(user: User, person: User) -> set[SuspensionKind]:
    """Return why the account is suspended, as far as the reader may know."""
    kinds = {SuspensionKind.DORMANT} | (
        {SuspensionKind.SILENT} if oversees_accounts(user) else set()
    )
    if person.suspended_at is None:
        return set()
    rows = Suspension.objects.filter(person=person, ended_at=None, kind__in=kinds)
    return {SuspensionKind(kind) for kind in rows.values_list("kind", flat=True)}
