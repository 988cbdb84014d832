"""What the database itself refuses, and what people and entities say of themselves."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.abilities import Ability
from entities.enums import Role
from entities.models import RoleMembership, User
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def refused(**changes: object) -> bool:
    person = factory.user()
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(**changes)
    except IntegrityError:
        return True
    return False


def test_superuser_cannot_exist() -> None:
    assert refused(is_superuser=True)


def test_email_in_capitals_is_refused() -> None:
    assert refused(email="ANA@example.test")


@pytest.mark.parametrize(
    "changes",
    [
        {"is_active": False},
        {"is_active": False, "deactivated_at": timezone.now()},
        {"deactivated_at": timezone.now()},
    ],
)
def test_deactivation_without_who_and_when_is_refused(changes: dict[str, object]) -> None:
    assert refused(**changes)


def test_same_role_twice_at_once_is_refused() -> None:
    person = factory.caseworker()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleMembership.objects.create(
            user=person, role=Role.CASEWORKER, granted_at=timezone.now(), granted_by=None
        )


def test_role_ended_by_nobody_is_refused() -> None:
    person = factory.caseworker()

    with pytest.raises(IntegrityError), transaction.atomic():
        person.role_memberships.update(ended_at=timezone.now())


def test_roles_are_read_once(ana: User, django_assert_num_queries) -> None:
    fresh = User.objects.get(pk=ana.pk)

    with django_assert_num_queries(1):
        assert fresh.roles == {Role.CASEWORKER}
        assert (fresh.may(Ability.WORK_CASES), fresh.may(Ability.READ_LOG)) == (True, False)


def test_deactivated_person_may_nothing(ana: User) -> None:
    ana.is_active = False

    assert [ability for ability in Ability if ana.may(ability)] == []


def test_kinds_are_those_given() -> None:
    entity = factory.referring_entity()

    assert entity.kinds == {"detecting_entity", "women_family_service"}
