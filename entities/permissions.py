"""Who may look after which entity and which people. Pure questions; services enforce them."""

from collections.abc import Iterable

from core.abilities import Ability
from entities.enums import Role
from entities.models import Entity, Service, User
from entities.roles import grantable_by


def can_manage_entities(user: User) -> bool:
    """Say whether she may create and change entities and their kinds."""
    return user.may(Ability.MANAGE_ENTITIES)


def can_see_entity(user: User, entity: Entity) -> bool:
    """Say whether the entity's page of administration is hers to see."""
    return can_manage_entities(user) or (
        user.may(Ability.MANAGE_STAFF) and user.entity_id == entity.pk
    )


def can_manage_services(user: User, entity: Entity) -> bool:
    """Say whether she may change what the entity offers: its own coordinator, or administrator."""
    return can_see_entity(user, entity)


def can_change_service(user: User, service: Service) -> bool:
    """Say whether she may change this service."""
    return can_manage_services(user, service.entity)


def can_see_staff(user: User) -> bool:
    """Say whether a list of people is hers to see at all."""
    return user.may(Ability.MANAGE_STAFF)


def can_see_person(user: User, person: User) -> bool:
    """Say whether this colleague's account is hers to see."""
    return can_see_staff(user) and can_see_entity(user, person.entity)


def can_manage_person(user: User, person: User) -> bool:
    """Say whether she may change the account: never her own, and no roles above her own."""
    return (
        user.pk != person.pk
        and can_see_person(user, person)
        and person.roles <= grantable_by(user.roles)
    )


def can_create_person(user: User, entity: Entity, roles: Iterable[Role] = ()) -> bool:
    """Say whether she may make an account in this entity with these roles."""
    return (
        user.may(Ability.MANAGE_STAFF)
        and can_see_entity(user, entity)
        and frozenset(roles) <= grantable_by(user.roles)
    )


def can_grant_role(user: User, person: User, role: Role) -> bool:
    """Say whether she may give or end this role of this person: never her own."""
    return can_manage_person(user, person) and role in grantable_by(user.roles)
