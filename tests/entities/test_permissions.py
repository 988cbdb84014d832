"""Who may look after whom: role of the asker by relation, complete over the roles."""

import pytest

from entities import permissions
from entities.enums import Role
from entities.models import User
from entities.roles import grantable_by
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

ALL, OWN, NONE = "all", "own", "none"
STAFF_REACH = dict.fromkeys(Role, NONE) | {
    Role.ADMINISTRATOR: ALL,
    Role.COORDINATOR: OWN,
}


@pytest.fixture(params=list(Role), ids=lambda role: role.value)
def asker(request: pytest.FixtureRequest) -> User:
    """A person of entity A with each role in turn."""
    return factory.user(role=request.param, entity=factory.referring_entity(), name="Asker")


def reach(asker: User) -> str:
    return STAFF_REACH[next(iter(asker.roles))]


def test_only_administrators_manage_entities(asker: User) -> None:
    assert permissions.can_manage_entities(asker) == (asker.roles == {Role.ADMINISTRATOR})


def test_own_entity_is_seen_and_served_by_its_coordinator(asker: User) -> None:
    expected = reach(asker) in {ALL, OWN}

    assert permissions.can_see_entity(asker, asker.entity) == expected
    assert permissions.can_manage_services(asker, asker.entity) == expected
    assert permissions.can_see_staff(asker) == expected


def test_other_entity_is_seen_by_administrators_only(asker: User) -> None:
    other = factory.receiving_entity()

    assert permissions.can_see_entity(asker, other) == (reach(asker) == ALL)
    assert permissions.can_manage_services(asker, other) == (reach(asker) == ALL)


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("same_entity", [True, False])
def test_person_is_managed_within_reach_and_level(
    asker: User, held: Role, same_entity: bool
) -> None:
    entity = factory.referring_entity() if same_entity else factory.receiving_entity()
    person = factory.user(role=held, entity=entity)
    near = reach(asker) == ALL or (reach(asker) == OWN and same_entity)

    assert permissions.can_see_person(asker, person) == near
    assert permissions.can_manage_person(asker, person) == (
        near and held in grantable_by(asker.roles)
    )


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("same_entity", [True, False])
def test_account_is_made_within_reach_and_level(asker: User, role: Role, same_entity: bool) -> None:
    entity = factory.referring_entity() if same_entity else factory.receiving_entity()
    near = reach(asker) == ALL or (reach(asker) == OWN and same_entity)

    assert permissions.can_create_person(asker, entity, [role]) == (
        near and role in grantable_by(asker.roles)
    )


@pytest.mark.parametrize("role", Role)
def test_nobody_changes_her_own_roles(asker: User, role: Role) -> None:
    assert not permissions.can_grant_role(asker, asker, role)


@pytest.mark.parametrize("role", Role)
def test_role_is_given_within_level(asker: User, role: Role) -> None:
    person = factory.user(role=None, entity=factory.referring_entity())

    assert permissions.can_grant_role(asker, person, role) == (role in grantable_by(asker.roles))
