"""Which pages open to whom; the pages of entities; what lists cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.enums import Role
from entities.models import Entity, Service, User
from tests.entities.addresses import url
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def entity_data(**changes: object) -> dict[str, object]:
    return {
        "code": "new-one",
        "name": "New One",
        "kinds": ["health", "shelter"],
        "participation": "recorded",
        "country": "ES",
        "territory": "ES-BI",
        "duty_telephone": "+34 944 000 000",
        **changes,
    }


def pages_of(reader: User) -> dict[str, str]:
    """Every page that shows entity A and its people, by name."""
    entity = factory.referring_entity()
    person = factory.caseworker(entity=entity, name="Shown")
    service = factory.service(entity=entity)
    return {
        "list": url("list", reader),
        "create": url("create", reader),
        "detail": url("detail", reader, code=entity.code),
        "change": url("change", reader, code=entity.code),
        "create_service": url("create_service", reader, code=entity.code),
        "change_service": url("change_service", reader, service, code=entity.code),
        "staff": url("staff", reader),
        "create_person": url("create_person", reader),
        "person": url("person", reader, person),
        "change_person": url("change_person", reader, person),
        "profile": url("profile", reader),
    }


OPEN_TO_ALL = {"profile": 200}
FORBIDDEN_LISTS = dict.fromkeys(("list", "create", "staff", "create_person"), 403)
UNSEEN = dict.fromkeys(
    ("detail", "change", "create_service", "change_service", "person", "change_person"), 404
)
NOBODY = FORBIDDEN_LISTS | UNSEEN | OPEN_TO_ALL
EVERYTHING = dict.fromkeys(NOBODY, 200)
OWN_ENTITY = EVERYTHING | {"create": 403, "change": 403}
OTHER_ENTITY = OWN_ENTITY | UNSEEN


@pytest.mark.parametrize("role", Role)
def test_pages_open_to_whom_they_should(role: Role, enter) -> None:
    reader = factory.user(role=role, entity=factory.referring_entity(), name="Reader")
    expected = {Role.ADMINISTRATOR: EVERYTHING, Role.COORDINATOR: OWN_ENTITY}.get(role, NOBODY)

    client = enter(reader)

    assert {
        name: client.get(path).status_code for name, path in pages_of(reader).items()
    } == expected


def test_pages_of_another_entity_are_not_there_for_its_neighbours(bruno: User, enter) -> None:
    client = enter(bruno)

    found = {name: client.get(path).status_code for name, path in pages_of(bruno).items()}

    assert found == OTHER_ENTITY


def test_handle_of_another_reader_opens_nothing(alba: User, berta: User, enter) -> None:
    person = factory.caseworker(entity=berta.entity, name="Shown")

    assert enter(alba).get(url("person", berta, person)).status_code == 404


@pytest.mark.parametrize("handle", ["x", "no-handle", "a" * 26, "1" * 26])
def test_malformed_handle_is_not_found(alba: User, enter, handle: str) -> None:
    assert enter(alba).get(f"/entities/people/{handle}/").status_code == 404


def test_entity_is_taken_in(alba: User, enter) -> None:
    answer = enter(alba).post(url("create", alba), entity_data())

    entity = Entity.objects.get(code="new-one")
    assert answer["Location"] == url("detail", alba, code="new-one")
    assert (entity.kinds, entity.participation) == ({"health", "shelter"}, "recorded")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "referring"}, "code"),
        ({"code": "not a slug"}, "code"),
        ({"name": ""}, "name"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["person"]}, "kinds"),
        ({"kinds": ["no_such_kind"]}, "kinds"),
        ({"participation": "somehow"}, "participation"),
        ({"country": "FR"}, "country"),
        ({"country": "PT"}, "territory"),
        ({"territory": "ES-XX"}, "territory"),
        ({"duty_telephone": "ring me"}, "duty_telephone"),
    ],
)
def test_unfit_entity_is_explained_and_kept(
    alba: User, enter, changes: dict[str, object], field: str
) -> None:
    factory.referring_entity()
    before = Entity.objects.count()

    page = enter(alba).post(url("create", alba), entity_data(**changes))

    assert (page.status_code, field in page.context["form"].errors) == (200, True)
    assert "+34 944 000 000" in page.content.decode() or field == "duty_telephone"
    assert Entity.objects.count() == before


def test_entity_form_ignores_what_it_does_not_ask(alba: User, enter) -> None:
    entity = factory.referring_entity()

    enter(alba).post(
        url("change", alba, code="referring"),
        entity_data(code="stolen", id=str(alba.pk), is_active="on"),
    )

    entity.refresh_from_db()
    assert (entity.code, entity.name) == ("referring", "New One")


def test_service_is_added_and_taken_out(berta: User, enter) -> None:
    client = enter(berta)
    data = {"name": "Advice", "service_type": "legal", "languages": ["es", "ro"]}

    client.post(url("create_service", berta, code="referring"), data)
    service = Service.objects.get(name="Advice")
    client.post(url("change_service", berta, service, code="referring"), data)

    service.refresh_from_db()
    assert (service.languages, service.is_active) == (["es", "ro"], False)


def test_service_of_the_same_name_is_explained(berta: User, enter) -> None:
    factory.service(entity=berta.entity, name="Advice")

    page = enter(berta).post(
        url("create_service", berta, code="referring"), {"name": "Advice", "service_type": "legal"}
    )

    assert page.context["form"].errors["name"] == [
        "This entity already has a service of this name."
    ]


@pytest.mark.parametrize("name", ["list", "staff"])
def test_list_costs_the_same_for_one_and_for_25(alba: User, enter, name: str) -> None:
    client, page = enter(alba), url(name, alba)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    factory.caseworker(entity=factory.entity())
    few = cost()
    for number in range(25):
        factory.caseworker(entity=factory.entity(), name=f"Person {number}")

    assert cost() == few


def test_entity_page_costs_the_same_for_one_and_for_25_services(alba: User, enter) -> None:
    entity = factory.referring_entity()
    client, page = enter(alba), url("detail", alba, code=entity.code)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    factory.service(entity=entity)
    few = cost()
    for _number in range(25):
        factory.service(entity=entity)

    assert cost() == few
