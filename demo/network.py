"""The invented network: entities, services and people of `data/network.yaml`, made once each."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from core import vocabularies
from entities.demo_accounts import DOMAIN, PASSWORD, SECRET
from entities.enums import Role
from entities.models import Entity, User
from entities.services import (
    add_authenticator,
    add_service,
    create_entity,
    create_user_without_second_person,
    set_own_password,
    verify_email,
)

NETWORK = Path(__file__).parent / "data" / "network.yaml"


@cache
def description() -> dict[str, Any]:
    """Return the network as its file describes it."""
    content: dict[str, Any] = yaml.safe_load(NETWORK.read_text(encoding="utf-8"))
    return content


def address_of(account: str) -> str:
    """Return the e-mail address a demonstration account signs in with."""
    return f"{account}@{DOMAIN}"


def accounts() -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield address, name, entity and roles of every demonstration account."""
    names = {entity["code"]: entity["name"] for entity in description()["entities"]}
    for person in description()["people"]:
        yield (
            address_of(person["account"]),
            person["name"],
            names[person["entity"]],
            person["roles"],
        )


def build_network() -> None:
    """Make what is missing of the network. A kill between two of them leaves the rest for later."""
    for entity in description()["entities"]:
        _make_entity(**entity)
    for person in description()["people"]:
        _make_person(**person)


@transaction.atomic
def _make_entity(
    *,
    code: str,
    name: str,
    kinds: list[str],
    services: list[str],
    participation: str = "signs_in",
    country: str = "ES",
    **service: Any,
) -> None:
    if Entity.objects.filter(code=code).exists():
        return
    entity = create_entity(
        code=code,
        name=name,
        kinds=kinds,
        by=None,
        participation=participation,
        country=country,
        territory="ES-BI" if country == "ES" else "PT-11",
    )
    for service_type in services:
        label = vocabularies.entry("service_type", service_type)["es"]
        add_service(entity=entity, service_type=service_type, name=label, by=None, **service)


@transaction.atomic
def _make_person(*, account: str, name: str, entity: str, roles: list[str]) -> None:
    user = User.objects.filter(email=address_of(account)).first()
    if user is None:
        user = create_user_without_second_person(
            entity=Entity.objects.get(code=entity),
            email=address_of(account),
            name=name,
            roles=[Role(role) for role in roles],
        )
        set_own_password(user=user, password=PASSWORD)
        verify_email(user=user)
    if user.second_factor_at is None:
        add_authenticator(user=user, secret=SECRET)
