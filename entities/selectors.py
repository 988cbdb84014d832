"""Reads of entities, services and people, already narrowed to the reader."""

from django.db.models import QuerySet

from core.abilities import Ability
from entities.models import Entity, RoleMembership, User
from entities.roles import roles_with


def people_who_may(ability: Ability, *, entity: Entity) -> QuerySet[User]:
    """Return the active people of an entity whose roles open `ability`."""
    held = RoleMembership.objects.filter(ended_at=None, role__in=roles_with(ability))
    return User.objects.filter(entity=entity, is_active=True, pk__in=held.values("user"))
