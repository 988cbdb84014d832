"""The tables of roles, complete: abilities, exclusions, who may give what."""

from itertools import product

import pytest

from core.abilities import Ability
from entities.enums import Role
from entities.roles import (
    EXCLUDES,
    NEEDS_SECOND_PERSON,
    ROLES,
    abilities_of,
    conflicting_pair,
    grantable_by,
    roles_with,
)

R = Role
ABILITIES = {
    R.CASEWORKER: {Ability.WORK_CASES},
    R.COORDINATOR: {Ability.WORK_CASES, Ability.COORDINATE, Ability.MANAGE_STAFF},
    R.DUTY_WORKER: {Ability.ANSWER_EMERGENCIES},
    R.CUSTODIAN: {Ability.GUARD_IDENTITY},
    R.PROTOCOL_MANAGER: {Ability.MANAGE_PROTOCOLS},
    R.ANALYST: {Ability.READ_INDICATORS},
    R.REGISTRY_OFFICER: {Ability.RECEIVE_REGISTRATIONS},
    R.LINKAGE_COORDINATOR: {Ability.DECIDE_DUPLICATES},
    R.DATA_PROTECTION_OFFICER: {Ability.PROTECT_DATA},
    R.AUDITOR: {Ability.READ_LOG},
    R.ADMINISTRATOR: {Ability.MANAGE_ENTITIES, Ability.MANAGE_STAFF},
}
# Every pair that one person may hold; all other pairs exclude each other.
TOGETHER = {
    frozenset(pair)
    for pair in (
        (R.CASEWORKER, R.COORDINATOR),
        (R.CASEWORKER, R.DUTY_WORKER),
        (R.CASEWORKER, R.CUSTODIAN),
        (R.COORDINATOR, R.DUTY_WORKER),
        (R.COORDINATOR, R.CUSTODIAN),
        (R.DUTY_WORKER, R.CUSTODIAN),
        (R.REGISTRY_OFFICER, R.LINKAGE_COORDINATOR),
        (R.ADMINISTRATOR, R.PROTOCOL_MANAGER),
        (R.ADMINISTRATOR, R.ANALYST),
        (R.PROTOCOL_MANAGER, R.ANALYST),
    )
}
GRANTABLE = {
    R.ADMINISTRATOR: set(Role),
    R.COORDINATOR: {R.CASEWORKER, R.COORDINATOR, R.DUTY_WORKER},
}


@pytest.mark.parametrize("role", Role)
def test_role_opens_exactly_its_abilities(role: Role) -> None:
    assert abilities_of(role) == ABILITIES[role]


@pytest.mark.parametrize("ability", Ability)
def test_roles_with_ability_mirror_the_table(ability: Ability) -> None:
    assert roles_with(ability) == {role for role in Role if ability in ABILITIES[role]}


@pytest.mark.parametrize(("one", "other"), product(Role, Role))
def test_exclusion_table_is_complete(one: Role, other: Role) -> None:
    excluded = one != other and frozenset((one, other)) not in TOGETHER

    assert (other in EXCLUDES[one], one in EXCLUDES[other]) == (excluded, excluded)


@pytest.mark.parametrize(("one", "other"), product(Role, Role))
def test_conflicting_pair_is_found_in_any_order(one: Role, other: Role) -> None:
    assert (conflicting_pair([one, other]) is not None) == (other in EXCLUDES[one])


def test_conflicting_pair_names_the_two_that_conflict() -> None:
    pair = conflicting_pair([R.AUDITOR, R.CASEWORKER])

    assert pair == (R.CASEWORKER, R.AUDITOR)


@pytest.mark.parametrize("role", Role)
def test_who_may_give_what(role: Role) -> None:
    assert grantable_by([role]) == GRANTABLE.get(role, set())


def test_every_role_is_described() -> None:
    assert [role for role in Role if not str(ROLES[role].description)] == []


def test_second_person_is_foreseen_for_the_strong_roles() -> None:
    strong = {R.COORDINATOR, R.CUSTODIAN, R.AUDITOR, R.ADMINISTRATOR, R.DATA_PROTECTION_OFFICER}

    assert strong == NEEDS_SECOND_PERSON
