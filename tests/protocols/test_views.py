"""The pages of flowcharts."""

import pytest
from django.urls import reverse

from protocols import services
from protocols.writer import write
from tests.factories.protocols import protocol_manager, published_library
from tests.protocols.charts import chart, step
from tests.protocols.test_faults import FAULTY

pytestmark = pytest.mark.django_db
LIST_QUERIES = 7
DETAIL_QUERIES = 6


def draft(number: int):
    definition = chart([step("a")], "s a", "a e", name=f"chart_{number}")
    return services.add_draft(xml=write(definition), by=None)


def test_list_shows_what_is_in_force(client, ana):
    version = published_library()["first_reception"]
    draft(1)
    client.force_login(ana)

    response = client.get(reverse("protocols:list"))

    assert response.status_code == 200
    assert [row["url"] for row in response.context["rows"]] == [
        published_library()["detection_identification"].get_absolute_url(),
        version.get_absolute_url(),
    ]


def test_list_is_empty_for_people_without_use_for_it(client, aurora):
    published_library()
    client.force_login(aurora)

    assert client.get(reverse("protocols:list")).context["rows"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_with_more_rows(client, rows, django_assert_num_queries):
    manager = protocol_manager()
    for number in range(rows):
        services.publish_version(version=draft(number), by=manager)
    client.force_login(manager)
    client.get(reverse("protocols:list"))

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("protocols:list"))


@pytest.mark.parametrize("language", ["es", "eu", "pt", "en"])
def test_detail_shows_drawing_outline_and_steps_in_the_readers_language(client, ana, language):
    version = published_library()["detection_identification"]
    client.force_login(ana)
    client.cookies["django_language"] = language

    response = client.get(version.get_absolute_url())

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" viewBox') == 1
    assert len(response.context["steps"]) == 19
    assert version.sha256 in page
    assert " style=" not in page


def test_detail_costs_few_queries(client, ana, django_assert_num_queries):
    version = published_library()["detection_identification"]
    client.force_login(ana)
    client.get(version.get_absolute_url())

    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(version.get_absolute_url())


def test_detail_of_a_draft_is_hidden_from_those_who_work_cases(client, ana):
    version = draft(1)
    client.force_login(ana)

    assert client.get(version.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("slug", ["first_reception-pt", "nothing", "first_reception", "a-b-c"])
def test_detail_of_what_is_not_there_is_not_found(client, ana, slug):
    published_library()
    client.force_login(ana)

    assert client.get(reverse("protocols:detail", args=[slug, 1])).status_code == 404


def test_detail_of_a_draft_is_shown_to_those_who_manage_protocols(client):
    version = draft(1)
    client.force_login(protocol_manager())

    response = client.get(version.get_absolute_url())

    assert response.context["title"] == "Words"


def test_pages_ask_for_a_sign_in(client):
    assert client.get(reverse("protocols:list")).status_code == 302


def test_detail_of_a_draft_says_what_the_check_found(client):
    trap = FAULTY["a refusal that is asked again for ever"][0]
    unsound = services.add_draft(xml=write(trap), by=None)
    client.force_login(protocol_manager())

    page = client.get(unsound.get_absolute_url()).content.decode()

    assert "Words (a):" in page
    assert "the run can no longer come to an end without her consent. Shortest way there" in page
    assert (
        "Nothing. Whatever is answered" in client.get(draft(1).get_absolute_url()).content.decode()
    )


def test_detail_of_a_published_version_is_not_checked_again(client, ana):
    version = published_library()["detection_identification"]
    client.force_login(ana)

    assert "What the check found" not in client.get(version.get_absolute_url()).content.decode()


def test_detail_of_a_draft_draws_the_way_to_a_fault(client):
    trap = FAULTY["one branch chosen, both awaited"][0]
    unsound = services.add_draft(xml=write(trap), by=None)
    client.force_login(protocol_manager())
    page = client.get(unsound.get_absolute_url())
    (way,) = {row["way_url"] for row in page.context["findings"] if row["way_url"]}

    drawn = client.get(unsound.get_absolute_url() + way.partition("#")[0])

    assert drawn.context["fault"]["moves"] == ["“Words”", "“Words”"]
    assert "The fault" in drawn.context["drawing"]
    assert "The fault" not in page.context["drawing"]
    assert [item.mark.text for item in drawn.context["items"] if item.mark] == ["1", "2"]


@pytest.mark.parametrize("number", ["0", "99", "x", "", "1" * 400])
def test_a_finding_that_is_not_there_is_not_drawn(client, number):
    unsound = services.add_draft(xml=write(FAULTY["one branch chosen, both awaited"][0]), by=None)
    client.force_login(protocol_manager())

    page = client.get(unsound.get_absolute_url(), {"finding": number})

    assert (page.status_code, page.context["fault"]) == (200, None)
