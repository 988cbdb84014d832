"""How much waits at the steps of a flowchart, and who may know."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from core.codes import show_code
from protocols.models import ProtocolVersion
from referrals.models import Step
from referrals.selectors.waiting import counts, waiting_at, waiting_with
from tests.factories import cases
from tests.factories import entities as people
from tests.factories import referrals as factory
from tests.factories.adoption import chart
from tests.factories.protocols import protocol_manager
from tests.referrals.addresses import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilar():
    return protocol_manager()


@pytest.fixture
def berta():
    return people.coordinator()


def begin(version: ProtocolVersion, by, number: int, *, late: int = 0, days: int = 0) -> None:
    """So many runs on this version, of cases of their own; the first `late` are late."""
    for place in range(number):
        run = factory.start(version=version, case=cases.open_case(by=by), by=by)
        changes = {"opened_at": timezone.now() - timedelta(days=days, hours=1)}
        if place < late:
            changes["due_at"] = timezone.now() - timedelta(hours=1)
        Step.objects.filter(run=run).update(**changes)


def told(version: ProtocolVersion, user, **more):
    return {
        name: (one.count, one.late, one.oldest_days, one.at_least)
        for name, one in counts(version, user, **more).items()
    }


@pytest.mark.parametrize(
    ("number", "late", "seen"),
    [
        (0, 0, {}),
        (1, 0, {"ask": (None, None, None, 0)}),
        (4, 4, {"ask": (None, None, None, 0)}),
        (5, 0, {"ask": (5, 0, 3, 0)}),
        (5, 5, {"ask": (5, 5, 3, 0)}),
        (6, 1, {"ask": (6, None, 3, 0)}),
        (6, 5, {"ask": (6, None, 3, 0)}),
        (10, 5, {"ask": (10, 5, 3, 0)}),
    ],
)
def test_a_manager_learns_no_small_count(ana, pilar, number, late, seen):
    version = chart()
    begin(version, ana, number, late=late, days=3)

    assert told(version, pilar) == seen


def test_a_coordinator_learns_what_waits_with_her_entity(ana, berta, bruno):
    version = chart()
    begin(version, ana, 3, late=1, days=2)

    assert told(version, berta) == {"ask": (3, 1, 2, 0)}
    assert told(version, bruno) == {}


def test_versions_are_counted_apart_or_together(ana, berta, pilar):
    one = chart()
    begin(one, ana, 5)
    two = chart(more="report")
    begin(two, ana, 6)

    assert told(one, pilar) == {"ask": (5, 0, 0, 0)}
    assert told(two, pilar, every_version=True) == {"ask": (11, 0, 0, 0)}
    assert told(two, berta, every_version=True) == {"ask": (11, 0, 0, 0)}


def test_a_small_count_is_not_had_by_taking_one_version_from_all(ana, pilar):
    one = chart()
    begin(one, ana, 2)
    two = chart(more="report")
    begin(two, ana, 6)

    assert told(two, pilar) == {"ask": (6, 0, 0, 0)}
    assert told(two, pilar, every_version=True) == {"ask": (None, None, None, 5)}


def test_few_late_ones_are_not_had_by_taking_one_version_from_all(ana, pilar):
    one = chart()
    begin(one, ana, 10, late=5)
    two = chart(more="report")
    begin(two, ana, 10, late=2)

    assert told(one, pilar) == {"ask": (10, 5, 0, 0)}
    assert told(two, pilar) == {"ask": (10, None, 0, 0)}
    assert told(two, pilar, every_version=True) == {"ask": (20, None, 0, 0)}


def test_who_waits_at_a_step_is_the_coordinators_own(ana, berta, bruno, pilar):
    version = chart()
    begin(version, ana, 2)

    assert waiting_at(version, element="ask", lane="own").count() == 2
    assert len(waiting_with(berta, version, element="ask", lane="own")) == 2
    for other in (bruno, pilar):
        assert waiting_with(other, version, element="ask", lane="own") == []


@pytest.mark.parametrize("number", [1, 3])
def test_counts_are_one_query(ana, pilar, number, django_assert_num_queries):
    version = chart()
    begin(version, ana, number)
    pilar.may("manage_protocols")

    with django_assert_num_queries(1):
        counts(version, pilar)


def page_of(version: ProtocolVersion, name: str = "waiting") -> str:
    return reverse(f"referrals:{name}", args=[version.protocol.slug, version.number])


def test_page_tells_a_manager_counts_and_no_case(client, ana, pilar):
    version = chart()
    begin(version, ana, 3)
    client.force_login(pilar)

    page = client.get(page_of(version), {"step": "ask"})

    assert [(row["title"], row["count"]) for row in page.context["rows"]] == [
        ("ask", "fewer than 5"),
        ("interview", "0"),
        ("decide", "0"),
    ]
    assert "here" not in page.context
    assert "fewer than 5" in page.context["drawing"]
    text = page.content.decode()
    assert [s for s in Step.objects.all() if code_of(s.run, ana) in text] == []
    event = Event.objects.filter(kind="protocol:counted").get()
    assert (event.actor, event.target) == (pilar.pk, version.pk)


def test_page_leads_a_coordinator_to_who_waits(client, ana, berta):
    version = chart()
    begin(version, ana, 1, days=4)
    client.force_login(berta)

    page = client.get(page_of(version), {"step": "ask"})

    run = Step.objects.get().run
    assert [row["code"] for row in page.context["here"]["rows"]] == [code_of(run, berta)]
    assert show_code(run.case.codes.get(entity=berta.entity).code) in page.content.decode()
    first = page.context["rows"][0]
    assert (first["count"], first["late"], first["oldest"]) == ("1", "0", "4 days")


@pytest.mark.parametrize("asked", ["nothing", "e", "\u202e", "x" * 500])
def test_a_step_that_is_not_there_shows_the_page_alone(client, berta, asked):
    version = chart()
    client.force_login(berta)

    page = client.get(page_of(version), {"step": asked, "versions": asked})

    assert page.status_code == 200
    assert "here" not in page.context


def test_steps_of_other_versions_are_told_with_their_names(client, ana, berta):
    one = chart(more="report")
    begin(one, ana, 1)
    Step.objects.update(element="report")
    two = chart()
    client.force_login(berta)

    page = client.get(page_of(two), {"versions": "all"})

    assert [(r["title"], r["lane"]) for r in page.context["rows"]][-1] == (
        "report",
        "in another version",
    )


@pytest.mark.pdf
def test_it_prints(client, pilar):
    client.force_login(pilar)

    answer = client.get(page_of(chart(), "print_waiting"), {"versions": "all"})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.")


@pytest.mark.parametrize("name", ["waiting", "print_waiting"])
def test_caseworkers_do_not_see_it(client, ana, name):
    version = chart()
    client.force_login(ana)

    assert client.get(page_of(version, name)).status_code == 404
