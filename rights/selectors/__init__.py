"""Everything that reads requests, incidents and orders, already narrowed to who asks."""

from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import Case, CaseCode
from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import Entity, User
from rights import permissions
from rights.models import Block, Incident, Order, Restriction, RightsRequest


def requests_visible_to(user: User) -> QuerySet[RightsRequest]:
    """Return the requests she may know of, what is due first on top: all for data protection, else
    those about cases of her entity."""
    rows = RightsRequest.objects.select_related("case__owner_entity")
    rows = rows.order_by("ended_at", "due_on", "pk").defer("details")
    if permissions.is_officer(user):
        return rows
    return rows.filter(_of_own_cases(user)) if permissions.can_list_requests(user) else rows.none()


def _of_own_cases(user: User) -> Q:
    return Q(case__owner_entity=user.entity_id) & ~Q(case__status="blocked")


def request_for(user: User, handle: str) -> RightsRequest:
    """Return the request that her entity's people address by this handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = (
        RightsRequest.objects.select_related(
            "case__owner_entity", "entity", "recorded_by", "ended_by", "carried_out_by"
        )
        .filter(pk=wanted)
        .first()
    )
    if found is None or not permissions.can_see_request(user, found):
        raise NotVisible
    return found


def requests_of(case: Case) -> QuerySet[RightsRequest]:
    """Return the requests about a case, newest first; the caller has looked at who asks."""
    return RightsRequest.objects.select_related("case__owner_entity").filter(case=case)


def restriction_of(case: Case) -> Restriction | None:
    """Return the restriction that stands."""
    rows = Restriction.objects.select_related("case", "lift_asked_by", "set_by")
    return rows.filter(case=case, lifted_at=None).first()


def block_of(case: Case) -> Block | None:
    """Return the block that stands."""
    return Block.objects.filter(case=case, ended_at=None).first()


def incidents_visible_to(user: User) -> QuerySet[Incident]:
    """Return the incidents she may know of: all for data protection, else those of her entity."""
    rows = Incident.objects.select_related("entity").order_by("decided_at", "-aware_at", "pk")
    rows = rows.defer("story", "lessons")
    if permissions.is_officer(user):
        return rows
    if not permissions.can_list_incidents(user):
        return rows.none()
    return rows.filter(Q(entity=user.entity_id) | Q(entities=user.entity_id)).distinct()


def incident_for(user: User, handle: str) -> Incident:
    """Return the incident that her entity's people address by this handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = incidents_visible_to(user).filter(pk=wanted).defer(None).first()
    if found is None:
        raise NotVisible
    return found


def orders_visible_to(user: User) -> QuerySet[Order]:
    """Return the orders she may know of, the newest first."""
    rows = Order.objects.select_related("case__owner_entity").order_by("-recorded_at", "pk")
    rows = rows.defer("authority", "reference")
    if permissions.is_officer(user):
        return rows
    if not permissions.can_list_orders(user):
        return rows.none()
    return rows.filter(case__owner_entity=user.entity_id)


def order_for(user: User, handle: str) -> Order:
    """Return the order that her entity's people address by this handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    rows = Order.objects.select_related(
        "case__owner_entity", "case__person", "recorded_by", "approved_by", "ended_by"
    )
    found = rows.filter(pk=wanted).first()
    if found is None or not permissions.can_see_order(user, found):
        raise NotVisible
    return found


def names_of_cases(user: User, cases: list[Case]) -> dict[object, str]:
    """Return by what name she speaks of these cases: data protection and custodians by the
    references that no entity uses as a code, workers by their own codes."""
    own = user.entity_id if user.may(Ability.WORK_CASES) else None
    held = CaseCode.objects.filter(case__in=[case.pk for case in cases], entity=own)
    return dict(held.values_list("case_id", "code"))


def case_by_reference(user: User, case_id: UUID) -> Case | None:
    """Return the case of a reference that data protection typed; None for everybody else."""
    if not permissions.is_officer(user):
        return None
    return Case.objects.select_related("owner_entity").filter(pk=case_id).first()


def entities_to_choose() -> QuerySet[Entity]:
    """Return the entities an incident may concern."""
    return Entity.objects.filter(is_active=True).order_by("name")
