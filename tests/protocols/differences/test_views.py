"""The page that compares two versions."""

import pytest
from django.urls import reverse
from lxml import etree

from protocols import services
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import chart, step

pytestmark = pytest.mark.django_db
QUERIES = 7


def page_of(version):
    return reverse("protocols:compare", args=[version.protocol.slug, version.number])


@pytest.fixture
def pilar():
    return protocol_manager()


@pytest.fixture
def versions(pilar):
    """One retired, one in force, one draft."""
    charts = [
        chart([step("a")], "s a", "a e"),
        chart([step("a", consent=("referral_specialised",)), step("b")], "s a", "a b", "b e"),
        chart([step("c")], "s c", "c e"),
    ]
    made = [services.add_draft(xml=write(one), by=None) for one in charts]
    for version in made[:2]:
        services.publish_version(version=version, by=pilar)
        version.refresh_from_db()
    return made


def test_it_compares_with_the_version_before(client, pilar, versions):
    client.force_login(pilar)

    page = client.get(page_of(versions[1]))

    compared = page.context["compared"]
    assert (compared["before_name"], compared["after_name"]) == (
        "Version 1 (Retired)",
        "Version 2 (In force)",
    )
    assert [(g["title"], [one.title for one in g["lines"]]) for g in compared["groups"]] == [
        ("New", ["Step “Words”"]),
        ("Changed", ["Step “Words”"]),
        ("Gone", ["Arrow “Words → Words”"]),
    ]
    assert [etree.fromstring(compared[f"{side}_drawing"]).get("role") for side in ("before", "after")] == ["img", "img"]  # fmt: skip
    assert "Changed" in compared["before_drawing"]
    assert "New" not in compared["before_drawing"]
    assert "New" in compared["after_drawing"]


def test_another_can_be_chosen(client, pilar, versions):
    client.force_login(pilar)

    compared = client.get(page_of(versions[1]), {"with": "3"}).context["compared"]

    assert compared["after_name"] == "Version 3 (Draft)"


@pytest.mark.parametrize("asked", ["9", "x", "-1", "2", "1" * 400])
def test_one_that_is_not_there_is_said(client, pilar, versions, asked):
    client.force_login(pilar)

    page = client.get(page_of(versions[1]), {"with": asked})

    assert page.status_code == 200
    assert "There is no other version of this number." in page.content.decode()


def test_those_who_work_cases_do_not_compare_with_drafts(client, ana, versions):
    client.force_login(ana)

    page = client.get(page_of(versions[1]), {"with": "3"})

    assert [number for number, *_rest in page.context["others"]] == [1]
    assert client.get(page_of(versions[2])).status_code == 404


def test_the_only_version_has_nothing_to_be_compared_with(client, pilar):
    version = services.add_draft(xml=write(chart([step("a")], "s a", "a e")), by=None)
    client.force_login(pilar)

    page = client.get(page_of(version)).content.decode()

    assert "There is no other version to compare it with." in page


def test_a_page_with_two_drawings_has_no_id_twice(client, pilar, versions):
    client.force_login(pilar)
    page = client.get(page_of(versions[1])).content.decode()
    names = [part.split('"')[0] for part in page.split(' id="')[1:]]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("more", [1, 3])
def test_it_costs_the_same_with_more_versions(
    client, pilar, versions, more, django_assert_num_queries
):
    for number in range(more):
        services.add_draft(xml=write(chart([step(f"d{number}")], f"s d{number}", f"d{number} e")), by=None)  # fmt: skip
    client.force_login(pilar)
    client.get(page_of(versions[1]))

    with django_assert_num_queries(QUERIES):
        client.get(page_of(versions[1]))


def test_the_drawings_tell_what_came_and_went_by_kind_of_line(client, pilar, versions):
    client.force_login(pilar)
    compared = client.get(page_of(versions[1]), {"with": "3"}).context["compared"]

    gone = 'stroke-dasharray="2 4"'
    assert (compared["before_drawing"].count(gone) > 0, gone in compared["after_drawing"]) == (
        True,
        False,
    )
