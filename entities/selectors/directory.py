"""Reads of entities and what they offer, already narrowed to the reader."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import (
    Entity,
    Service,
    User,
)
from entities.permissions import (
    can_manage_entities,
    can_see_entity,
    can_see_staff,
)


def entities_of_kind(kind: str) -> QuerySet[Entity]:
    """Return the entities of this kind that take part at present."""
    return Entity.objects.filter(is_active=True, kind_rows__kind=kind)


def services_offered(*, service_type: str | None = None) -> QuerySet[Service]:
    """Return the directory: services offered at present by entities that take part."""
    offered = Service.objects.filter(is_active=True, entity__is_active=True)
    if service_type:
        offered = offered.filter(service_type=service_type)
    return offered.select_related("entity").order_by("entity__name", "name")


def entities_visible_to(user: User) -> QuerySet[Entity]:
    """Return the entities whose administration is hers: all, or her own. Kinds are prefetched."""
    entities = Entity.objects.prefetch_related("kind_rows").annotate(
        people_count=Count("people", filter=Q(people__is_active=True), distinct=True),
        service_count=Count("services", filter=Q(services__is_active=True), distinct=True),
    )
    entities = entities.order_by("name", "code")
    if can_manage_entities(user):
        return entities
    return entities.filter(pk=user.entity_id) if can_see_staff(user) else entities.none()


def entity_for(user: User, code: str) -> Entity:
    """Return the entity of this short name; raise NotVisible unless it is hers to see."""
    entity = entities_visible_to(user).filter(code=code).first()
    if entity is None or not can_see_entity(user, entity):
        raise NotVisible
    return entity


def services_of(entity: Entity) -> QuerySet[Service]:
    """Return all services of an entity, those no longer offered at the end."""
    return entity.services.order_by("-is_active", "name")


def services_to_exchange(user: User) -> QuerySet[Service]:
    """Return the services whose file is hers: those of the entities whose administration is."""
    rows = Service.objects.filter(entity__in=entities_visible_to(user).values("pk"))
    return rows.select_related("entity").order_by("entity__code", "name")


def service_for(user: User, code: str, handle: str) -> Service:
    """Return a service of an entity that is hers to see, by its handle; else NotVisible."""
    entity = entity_for(user, code)
    wanted = read_handle(handle, entity_id=user.entity_id)
    service = entity.services.select_related("entity").filter(pk=wanted).first()
    if service is None:
        raise NotVisible
    return service


def names_of_entities(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return names of entities by id; unknown ids are left out."""
    return dict(Entity.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def entities_named(text: str, *, at_most: int = 50) -> dict[UUID, str]:
    """Return entities, by id, whose name contains `text`, those that left too."""
    found = Entity.objects.filter(name__icontains=text).order_by("name")
    return dict(found.values_list("pk", "name")[:at_most])
