"""The first page after signing in: the person's work, or what her roles are."""

import pytest
from django.test import Client

from entities.enums import Role
from entities.models import User
from tests.factories import entities as people

pytestmark = pytest.mark.django_db


def first_page(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/")["Location"]


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.CASEWORKER, "/referrals/"),
        (Role.COORDINATOR, "/referrals/"),
        (Role.PROTOCOL_MANAGER, "/protocols/"),
        (Role.ADMINISTRATOR, "/entities/"),
        (Role.AUDITOR, "/log/"),
        (Role.CUSTODIAN, "/cases/identity-requests/"),
        (Role.ANALYST, "/entities/me/"),
    ],
)
def test_everybody_lands_on_a_page_with_something_to_do_or_read(
    client: Client, role: Role, address: str
) -> None:
    assert first_page(client, people.user(role=role, entity=people.office(), name="X")) == address
