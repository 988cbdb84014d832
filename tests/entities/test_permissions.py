"""Who may look after whom: role of the asker by relation, complete over the roles.

The questions are pure, so the people here are never stored.
"""

from itertools import product

import pytest

from entities import permissions
from entities.enums import Role
from entities.models import Entity, Service, User
from entities.roles import grantable_by

OWN, OTHER = Entity(code="own"), Entity(code="other")
# Whose accounts a role reaches; every role not named reaches nobody's.
REACH = {Role.ADMINISTRATOR: (OWN, OTHER), Role.COORDINATOR: (OWN,)}


def holder(role: Role, entity: Entity = OWN) -> User:
    """Somebody with exactly this role."""
    person = User(entity=entity)
    person.roles = frozenset({role})
    return person


def reaches(role: Role, entity: Entity) -> bool:
    return entity in REACH.get(role, ())


@pytest.mark.parametrize("role", Role)
def test_only_administrators_manage_entities(role: Role) -> None:
    assert permissions.can_manage_entities(holder(role)) == (role == Role.ADMINISTRATOR)


@pytest.mark.parametrize(("role", "entity"), product(Role, (OWN, OTHER)))
def test_entity_and_its_services_are_seen_within_reach(role: Role, entity: Entity) -> None:
    asker = holder(role)

    assert [
        permissions.can_see_entity(asker, entity),
        permissions.can_manage_services(asker, entity),
        permissions.can_change_service(asker, Service(entity=entity)),
    ] == [reaches(role, entity)] * 3


@pytest.mark.parametrize("role", Role)
def test_staff_is_seen_by_those_who_reach_somebody(role: Role) -> None:
    assert permissions.can_see_staff(holder(role)) == (role in REACH)


@pytest.mark.parametrize(("role", "held", "entity"), product(Role, Role, (OWN, OTHER)))
def test_person_is_managed_within_reach_and_level(role: Role, held: Role, entity: Entity) -> None:
    asker, person = holder(role), holder(held, entity)
    near = reaches(role, entity)

    assert permissions.can_see_person(asker, person) == near
    assert permissions.can_manage_person(asker, person) == (near and held in grantable_by([role]))


@pytest.mark.parametrize(("role", "wanted", "entity"), product(Role, Role, (OWN, OTHER)))
def test_account_is_made_within_reach_and_level(role: Role, wanted: Role, entity: Entity) -> None:
    assert permissions.can_create_person(holder(role), entity, [wanted]) == (
        reaches(role, entity) and wanted in grantable_by([role])
    )


@pytest.mark.parametrize(("role", "wanted"), product(Role, Role))
def test_role_is_given_within_level(role: Role, wanted: Role) -> None:
    person = holder(Role.CASEWORKER)

    assert permissions.can_grant_role(holder(role), person, wanted) == (
        reaches(role, OWN) and wanted in grantable_by([role])
    )


@pytest.mark.parametrize(("role", "wanted"), product(Role, Role))
def test_nobody_changes_her_own_roles(role: Role, wanted: Role) -> None:
    asker = holder(role)

    assert not permissions.can_grant_role(asker, asker, wanted)


@pytest.mark.parametrize("role", Role)
def test_deactivated_person_may_nothing(role: Role) -> None:
    asker = holder(role)
    asker.is_active = False

    assert not permissions.can_see_staff(asker)
    assert not permissions.can_manage_entities(asker)
    assert not permissions.can_manage_person(asker, holder(Role.CASEWORKER))
