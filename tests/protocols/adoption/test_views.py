"""The pages on which entities adopt a version."""

import pytest
from django.urls import reverse

from protocols.adoption.selectors import adoptions_of, ended_adoptions_of
from protocols.models import ProtocolVersion
from tests.factories import adoption as factory
from tests.factories import entities as people
from tests.factories.protocols import protocol_manager

pytestmark = pytest.mark.django_db
QUERIES = 12


@pytest.fixture
def bea():
    return people.coordinator(entity=people.receiving_entity(), name="Bea")


@pytest.fixture
def version(bea):
    people.referring_entity()
    return factory.chart()


def at(version: ProtocolVersion, page: str = "adopt", lane: str = "ngo") -> str:
    more = [] if page == "adoption" else [lane]
    return reverse(f"protocols:{page}", args=[version.protocol.slug, version.number, *more])


def answers(user, **changes) -> dict[str, str]:
    service = people.service(entity=user.entity)
    return {"service": str(service.pk), "telephone": "944 000 000", "email": "", **changes}


def test_adopting_shows_service_and_contact(client, bea, version):
    client.force_login(bea)

    page = client.post(at(version), answers(bea, email="guardia@example.test"), follow=True)

    (lane,) = [row for row in page.context["lanes"] if row["name"] == "ngo"]
    assert lane["adoptions"][0]["contact"] == "944 000 000 · guardia@example.test"
    assert (lane["gaps"], lane["is_adopted"]) == ([], True)
    assert page.context["gaps"] == ["own: No entity has adopted it yet."]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"telephone": ""}, "telephone", "Name a telephone or an e-mail address."),
        ({"telephone": "   "}, "telephone", "Name a telephone or an e-mail address."),
        ({"telephone": "call me"}, "telephone", "A telephone has digits and spaces"),
        ({"telephone": "9" * 40}, "telephone", "at most 21 characters"),
        ({"email": "nobody"}, "email", "valid email address"),
        ({"service": ""}, "service", "required"),
        ({"service": "x"}, "service", "not a valid"),
    ],
)
def test_bad_answers_are_said_beside_the_field_and_kept(
    client, bea, version, changes, field, message
):
    client.force_login(bea)
    sent = answers(bea, **changes)

    page = client.post(at(version), sent)

    assert page.status_code == 200
    assert message in str(page.context["form"].errors[field])
    assert page.context["form"]["email"].value() == sent["email"]
    assert adoptions_of(version) == []


def test_a_service_of_another_entity_is_no_choice(client, bea, version):
    client.force_login(bea)
    other = people.service(entity=people.referring_entity())

    page = client.post(at(version), answers(bea, service=str(other.pk)))

    assert list(page.context["form"].errors) == ["service"]


def test_a_new_version_offers_what_was_named(client, bea, version):
    client.force_login(bea)
    client.post(at(version), answers(bea))
    new = factory.chart(more="report")

    page = client.get(at(new))

    assert page.context["earlier"] == 1
    assert page.context["form"]["telephone"].value() == "944 000 000"
    assert adoptions_of(new) == []


def test_the_form_begins_with_what_was_named(client, bea, version):
    client.force_login(bea)
    client.post(at(version), answers(bea))

    page = client.get(at(version))

    assert (page.context["earlier"], page.context["form"]["telephone"].value()) == (
        None,
        "944 000 000",
    )


def test_taking_back_twice_is_said(client, bea, version):
    client.force_login(bea)
    client.post(at(version), answers(bea))

    assert client.post(at(version, "leave_adoption")).status_code == 302
    assert client.post(at(version, "leave_adoption")).status_code == 409
    assert len(ended_adoptions_of(version)) == 1


def test_an_entity_without_service_is_led_to_adding_one(client, bea, version):
    client.force_login(bea)

    page = client.get(at(version)).content.decode()

    assert reverse("entities:create_service", args=[bea.entity.code]) in page


@pytest.mark.parametrize("lane", ["own", "her", "nothing", "x" * 300])
def test_lanes_that_are_not_hers_are_not_there(client, bea, version, lane):
    client.force_login(bea)

    assert client.get(at(version, lane=lane)).status_code == 404
    assert client.post(at(version, "leave_adoption", lane=lane)).status_code == 404


def test_a_manager_reads_and_adopts_nothing(client, bea, version):
    client.force_login(protocol_manager())

    page = client.get(at(version, "adoption"))

    assert [row["adopt_url"] for row in page.context["lanes"]] == ["", ""]
    assert client.post(at(version), answers(bea)).status_code == 403


def test_a_version_that_is_retired_has_no_page(client, bea, version):
    factory.chart(more="report")
    client.force_login(bea)

    assert client.get(at(version, "adoption")).status_code == 404


@pytest.mark.parametrize("adopted", [1, 3])
def test_the_page_costs_the_same_with_more_entities(
    client, bea, version, adopted, django_assert_num_queries
):
    for number in range(adopted):
        entity = people.entity(code=f"ngo-{number}", kinds=("specialised_ngo",))
        person = people.coordinator(entity=entity, name=f"C{number}")
        client.force_login(person)
        client.post(at(version), answers(person))
    client.force_login(bea)
    client.get(at(version, "adoption"))

    with django_assert_num_queries(QUERIES):
        client.get(at(version, "adoption"))
