"""The invented network is complete, and made once however often it is built."""

import pytest

from core import vocabularies
from demo import network
from demo.network import accounts, build_network, description
from entities.enums import Role
from entities.models import Entity, RoleMembership, Service, User
from entities.roles import conflicting_pair

pytestmark = pytest.mark.django_db
APPROVING = {
    Role.CASEWORKER,
    Role.COORDINATOR,
    Role.CUSTODIAN,
    Role.PROTOCOL_MANAGER,
    Role.DATA_PROTECTION_OFFICER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
}


def count_network() -> tuple[int, int, int, int]:
    return (
        Entity.objects.count(),
        Service.objects.count(),
        User.objects.count(),
        RoleMembership.objects.count(),
    )


def test_network_is_made_once() -> None:
    build_network()
    made = count_network()

    build_network()

    assert count_network() == made
    assert made[0] == len(description()["entities"])
    assert made[2] == len(description()["people"])


def test_network_goes_on_where_a_kill_left_it() -> None:
    for entity in description()["entities"][:3]:
        network._make_entity(**entity)
    network._make_person(**description()["people"][0])

    build_network()

    assert Entity.objects.count() == len(description()["entities"])
    assert User.objects.count() == len(description()["people"])


def test_every_role_that_approves_has_two_accounts() -> None:
    held = [Role(role) for _address, _name, _entity, roles in accounts() for role in roles]

    assert {role for role in APPROVING if held.count(role) < 2} == set()


def test_no_account_holds_roles_that_exclude_each_other() -> None:
    assert [a for a, _n, _e, roles in accounts() if conflicting_pair(map(Role, roles))] == []


def test_network_has_every_kind_the_plan_and_the_first_flowcharts_need() -> None:
    there = {kind for entity in description()["entities"] for kind in entity["kinds"]}
    later = {"prosecution_court", "asylum_authority", "return_agency", "origin_partner"}
    later |= {"municipal_social_services", "interpreter_provider", "person"}

    assert set(vocabularies.codes("entity_kind")) - there == later
