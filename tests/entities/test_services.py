"""Entities and services: what is written, refused and recorded."""

import pytest
from django.core.exceptions import ValidationError

from audit.enums import AuditAction
from core.exceptions import PermissionRefused
from entities import services
from entities.enums import Role
from entities.models import Entity, User
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def test_create_entity_keeps_kinds_and_records(alba: User) -> None:
    entity = services.create_entity(
        code="askabide", name="Askabide", kinds=["specialised_ngo", "shelter"], by=alba
    )

    assert Entity.objects.get(code="askabide").kinds == {"specialised_ngo", "shelter"}
    assert events(AuditAction.ENTITY_CREATED, entity) == [{"actor": alba.pk}]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_create_entity_is_for_administrators(role: Role) -> None:
    with pytest.raises(PermissionRefused):
        services.create_entity(
            code="x", name="X", kinds=["health"], by=factory.user(role=role, name="Other")
        )
    assert not Entity.objects.filter(code="x").exists()


def test_create_entity_with_unknown_kind_leaves_nothing(alba: User) -> None:
    with pytest.raises(ValueError, match="not in the vocabulary"):
        services.create_entity(code="x", name="X", kinds=["no_such_kind"], by=alba)
    assert not Entity.objects.filter(code="x").exists()


def test_create_entity_with_malformed_telephone_is_refused(alba: User) -> None:
    with pytest.raises(ValidationError):
        services.create_entity(
            code="x", name="X", kinds=["health"], by=alba, duty_telephone="ring me"
        )


def test_change_entity_records_the_fields_that_differ(alba: User) -> None:
    entity = factory.referring_entity()

    services.change_entity(
        entity=entity, by=alba, kinds=["health"], name="Renamed", country=entity.country
    )

    changed = Entity.objects.get(pk=entity.pk)
    assert (changed.name, changed.kinds) == ("Renamed", {"health"})
    assert events(AuditAction.ENTITY_CHANGED, entity) == [
        {"actor": alba.pk, "fields": ["name", "kinds"]}
    ]


def test_change_entity_to_the_same_leaves_no_trace(alba: User) -> None:
    entity = factory.referring_entity()

    services.change_entity(entity=entity, by=alba, kinds=entity.kinds, name=entity.name)

    assert events(AuditAction.ENTITY_CHANGED, entity) == []


def test_change_entity_knows_its_fields(alba: User) -> None:
    with pytest.raises(ValueError, match="No such field"):
        services.change_entity(
            entity=factory.referring_entity(), by=alba, kinds=["health"], code="other"
        )


def test_coordinator_does_not_change_her_entity(berta: User) -> None:
    with pytest.raises(PermissionRefused):
        services.change_entity(entity=berta.entity, by=berta, kinds=["health"], name="Mine")


def test_coordinator_adds_and_changes_services_of_her_entity(berta: User) -> None:
    service = services.add_service(
        entity=berta.entity, service_type="legal", name="Advice", by=berta, languages=["es", "ro"]
    )
    services.change_service(service=service, by=berta, is_active=False, name="Advice")

    service.refresh_from_db()
    assert (service.is_active, service.languages) == (False, ["es", "ro"])
    assert events(AuditAction.SERVICE_CREATED, service) == [
        {"actor": berta.pk, "entity": str(berta.entity_id), "service_type": "legal"}
    ]
    assert events(AuditAction.SERVICE_CHANGED, service) == [
        {"actor": berta.pk, "fields": ["is_active"]}
    ]


def test_coordinator_leaves_services_of_others_alone(bruno: User) -> None:
    service = factory.service(entity=factory.referring_entity())

    with pytest.raises(PermissionRefused):
        services.change_service(service=service, by=bruno, name="Taken")
    with pytest.raises(PermissionRefused):
        services.add_service(entity=service.entity, service_type="legal", name="Foreign", by=bruno)


def test_service_of_unknown_type_is_refused(berta: User) -> None:
    service = factory.service(entity=berta.entity)

    with pytest.raises(ValueError, match="not in the vocabulary"):
        services.change_service(service=service, by=berta, service_type="no_such_type")


def test_change_service_to_the_same_leaves_no_trace(berta: User) -> None:
    service = factory.service(entity=berta.entity)

    services.change_service(service=service, by=berta, name=service.name)

    assert events(AuditAction.SERVICE_CHANGED, service) == []
