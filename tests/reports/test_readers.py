"""Who saw her data: only when she asks alone and freely, in her language, and without a name."""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.body import read_body
from audit.enums import AuditAction, Outcome
from audit.models import Event
from audit.services import record
from cases.models import Case
from core.codes import show_code
from entities.models import User
from reports.selectors.readers import readings_of
from tests.factories import cases
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

FREE = {"alone": "yes", "herself": "yes", "place": "screen", "language": "en"}


@pytest.fixture
def case(ana: User) -> Case:
    """Ana's case."""
    return cases.open_case(by=ana)


@pytest.fixture
def page(client: Client, case: Case, ana: User) -> str:
    """Ana's address of the page."""
    client.force_login(ana)
    return f"/reports/cases/{show_code(case.codes.get(entity=ana.entity).code)}/readers/"


def events(kinds: Iterable[str] = ("readers:told", "readers:withheld")) -> list[tuple[str, dict]]:
    """What was recorded of it."""
    rows = Event.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.kind, read_body(row.body)["details"]) for row in rows]


def test_case_page_leads_there(client: Client, page: str) -> None:
    assert page in client.get(page.replace("/reports", "").replace("readers/", "")).text


def test_first_she_is_asked_whether_she_asks_freely(client: Client, page: str) -> None:
    answer = client.get(page)

    assert "Is she alone with you" in answer.text
    assert events() == []


@pytest.mark.parametrize(
    "answers", [{"alone": "no"}, {"herself": "no"}, {"place": "nowhere"}], ids=str
)
def test_a_no_stops_kindly_and_is_recorded_without_content(
    client: Client, page: str, answers: dict
) -> None:
    answer = client.post(page, {**FREE, **answers})

    assert "Nothing is shown today." in answer.text
    assert "Entity A" not in answer.text.split("<main")[1].split("</main>")[0]
    assert events() == [("readers:withheld", {})]


@pytest.mark.parametrize("missing", FREE)
def test_question_that_was_not_answered_is_asked_again(
    client: Client, page: str, missing: str
) -> None:
    answer = client.post(page, {name: v for name, v in FREE.items() if name != missing})

    assert list(answer.context["form"].errors) == [missing]
    assert events() == []


def test_she_sees_days_services_and_acts_and_no_names(
    client: Client, page: str, case: Case, ana: User, bruno: User, aurora: User
) -> None:
    cases.open_grant(case=case, entity=bruno.entity, by=ana)
    record(AuditAction.CASE_VIEWED, by=bruno, case=case.pk)
    record(AuditAction.IDENTITY_REVEALED, by=bruno, case=case.pk)
    record(AuditAction.CONTACT_REVEALED, by=ana, case=case.pk)
    for _turn in range(2):
        record(AuditAction.LOG_READ, by=aurora, case=case.pk)

    text = client.post(page, FREE).text

    for line in (
        "Specialised NGO: looked at it",
        "Specialised NGO: opened your name and papers",
        "Any detecting service, Women and family intervention service: opened how to reach you",
        "Any detecting service, Women and family intervention service: wrote something",
        "has looked at this list 2 times",
    ):
        assert line in text
    for name in ("Ana", "Bruno", "Aurora", "Entity A", "Entity B", "idelagun"):
        assert name not in text


def test_paper_is_neutral(client: Client, page: str, case: Case, bruno: User) -> None:
    record(AuditAction.CASE_VIEWED, by=bruno, case=case.pk)

    text = client.post(page, {**FREE, "place": "paper"}).text

    assert "<title>List of dates</title>" in text
    assert "An association or other service: looked at it" in text
    assert "A public office: wrote something" in text
    for word in (
        "idelagun",
        "NGO",
        "Ana",
        "Bruno",
        "Entity",
        "case",
        "traffick",
        "victim",
        "Close",
    ):
        assert word not in text
    assert "<svg" not in text
    assert "<img" not in text


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Lista de fechas"),
        ("eu", "Daten zerrenda"),
        ("pt", "Lista de datas"),
        ("en", "List of"),
    ],
)
def test_she_reads_it_in_the_language_she_chooses(
    client: Client, page: str, language: str, title: str
) -> None:
    answer = client.post(page, {**FREE, "language": language})

    assert title in answer.text
    assert f'<html lang="{language}">' in answer.text
    assert "Is she alone" in client.get(page).text  # the worker's own language stays


def test_it_is_recorded_before_it_is_shown(client: Client, page: str) -> None:
    client.post(page, FREE)

    assert events() == [("readers:told", {"language": "en", "place": "screen"})]


def test_refused_tries_and_work_of_the_product_are_not_readings(case: Case, ana: User) -> None:
    before = readings_of(case.pk)
    record(AuditAction.ACCESS_REFUSED, by=ana, case=case.pk, outcome=Outcome.REFUSED)
    record(AuditAction.TIMER_FIRED, by=None, case=case.pk)
    record(AuditAction.READERS_TOLD, by=ana, case=case.pk)

    assert readings_of(case.pk) == before


def test_only_people_who_lead_the_case_show_it(
    client: Client, case: Case, ana: User, bruno: User, page: str
) -> None:
    cases.open_grant(case=case, entity=bruno.entity, by=ana)
    client.force_login(bruno)
    code = show_code(case.codes.get(entity=bruno.entity).code)

    assert client.get(f"/reports/cases/{code}/readers/").status_code == 403
    assert client.post(page, FREE).status_code == 404
    assert events() == []


def test_page_takes_as_many_queries_for_three_rows_as_for_one(
    client: Client, page: str, case: Case
) -> None:
    client.post(page, FREE)
    counts = []
    for rows in (1, 3):
        for _turn in range(rows):
            person = factory.caseworker(entity=factory.entity())
            record(AuditAction.CASE_VIEWED, by=person, case=case.pk)
        with CaptureQueriesContext(connection) as seen:
            client.post(page, FREE)
        counts.append(len(seen))

    assert counts[0] == counts[1]
