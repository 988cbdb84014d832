"""Reads that other rooms build on: people of an ability, the directory, names for the log."""

import uuid

import pytest

from core import ports
from core.abilities import Ability
from core.exceptions import Conflict, NotVisible
from entities import selectors, services
from entities.enums import Role
from entities.models import Entity, User
from entities.services.storing import insert
from entities.territories import TERRITORIES, territory_name
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def test_people_who_may_are_active_and_hold_the_role_now(ana: User, berta: User) -> None:
    gone = factory.caseworker(name="Gone")
    services.deactivate_user(user=gone, by=berta)
    ended = factory.caseworker(name="Ended")
    services.end_role(user=ended, role=Role.CASEWORKER, by=berta)
    factory.caseworker(entity=factory.receiving_entity(), name="Elsewhere")

    found = selectors.people_who_may(Ability.WORK_CASES, entity=ana.entity)

    assert set(found) == {ana, berta}


def test_entities_of_a_kind_take_part_at_present() -> None:
    here = factory.receiving_entity()
    away = factory.entity(kinds=["specialised_ngo"])
    Entity.objects.filter(pk=away.pk).update(is_active=False)
    factory.unrelated_entity()

    assert list(selectors.entities_of_kind("specialised_ngo")) == [here]


def test_directory_holds_what_is_offered_at_present(berta: User) -> None:
    offered = factory.service(entity=berta.entity, service_type="legal")
    withdrawn = factory.service(entity=berta.entity, service_type="legal")
    services.change_service(service=withdrawn, by=berta, is_active=False)
    away = factory.entity()
    factory.service(entity=away, service_type="legal")
    Entity.objects.filter(pk=away.pk).update(is_active=False)
    other = factory.service(entity=berta.entity, service_type="shelter")

    assert list(selectors.services_offered(service_type="legal")) == [offered]
    assert set(selectors.services_offered()) == {offered, other}


def test_names_for_the_log_leave_out_the_unknown(ana: User) -> None:
    names = ports.names_people()

    assert names.people([ana.pk, uuid.uuid4()]) == {ana.pk: "Ana"}
    assert names.entities([ana.entity_id, uuid.uuid4()]) == {ana.entity_id: "Entity A"}


def test_names_are_searched_in_any_case_and_never_all() -> None:
    people = [factory.user(role=None, name=f"Maite {number:02}") for number in range(52)]

    found = ports.names_people().search("mAITE")

    assert list(found) == [person.pk for person in people[:50]]


def test_record_saved_by_two_at_once_is_a_conflict() -> None:
    factory.referring_entity()

    with pytest.raises(Conflict):
        insert(Entity(code="referring", name="Twin"))


def test_text_of_records_is_their_name_or_a_reference(ana: User) -> None:
    service = factory.service(entity=ana.entity, name="Advice")
    membership = ana.role_memberships.get()

    assert [str(ana.entity), str(service), str(ana), ana.get_full_name()] == [
        "Entity A", "Advice", "Ana", "Ana",
    ]  # fmt: skip
    assert str(membership) == f"{ana.pk} caseworker"


def test_person_is_found_by_her_email_in_any_case(ana: User) -> None:
    assert User.objects.get_by_natural_key(ana.email.upper()) == ana


def test_territories_are_those_of_the_two_countries() -> None:
    by_country = {code[:2] for code in TERRITORIES}

    assert (len(TERRITORIES), by_country) == (72, {"ES", "PT"})
    assert (territory_name("ES-BI"), territory_name("XX")) == ("Bizkaia", "XX")


def test_service_of_an_unknown_handle_is_not_there(berta: User) -> None:
    handle = selectors.handle_for(berta, berta)

    with pytest.raises(NotVisible):
        selectors.service_for(berta, berta.entity.code, handle)
