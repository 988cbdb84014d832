"""The auditor's list: who may, what reading leaves behind, and its pages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.enums import AuditAction
from audit.models import Event
from audit.services import record
from core.abilities import Ability
from entities.enums import Role
from entities.models import User
from tests.audit.conftest import Directory, Person, References
from tests.audit.pages import CASE, LIST, event_at, numbers_in, readings
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]


def test_list_shows_newest_first(
    log: Client, person: Person, directory: Directory, references: References
) -> None:
    references.cases = {CASE: "REF-1"}
    directory.names = {person.pk: "Ana Etxe", person.entity_id: "Entity A"}
    first = record(AuditAction.CASE_OPENED, by=person, case=CASE)
    second = record(AuditAction.CASE_VIEWED, by=person, case=CASE)

    answer = log.get(LIST)

    assert numbers_in(answer)[1:3] == [second.pk, first.pk]
    for text in ("Ana Etxe", "Entity A", "Opened a case", "REF-1"):
        assert text in answer.text


@pytest.mark.parametrize("address", [LIST, f"{LIST}1/"])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_log_is_for_auditors_only(client: Client, role: Role, address: str) -> None:
    person = factory.user(role=role)
    client.force_login(person)

    assert client.get(address).status_code == 403
    assert Event.objects.filter(kind="log:read").count() == 0
    refused = Event.objects.filter(kind="access:refused", actor=person.pk)
    assert refused.count() == 1


def test_auditor_may_read_the_log(aurora: User, ana: User) -> None:
    assert (aurora.may(Ability.READ_LOG), ana.may(Ability.READ_LOG)) == (True, False)


def test_reading_is_recorded_with_the_names_of_the_filters(log: Client, aurora: User) -> None:
    log.get(LIST, {"kind": "case:viewed", "since": "2026-01-01", "who": ""})

    assert readings() == [{"filters": ["kind", "since"]}]
    assert Event.objects.get(kind="log:read").actor == aurora.pk


def test_nothing_is_shown_when_the_reading_cannot_be_recorded(log: Client, full_disk: None) -> None:
    answer = log.get(LIST)

    assert answer.status_code == 503
    assert "Signed in" not in answer.text


@pytest.mark.parametrize("place", ["before=x", "after=-1", f"before={10**30}", "after=0"])
def test_page_that_is_no_number_is_404(log: Client, place: str) -> None:
    assert log.get(f"{LIST}?{place}").status_code == 404


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 26, 50, 51])
def test_pages_show_every_event_once_and_back(log: Client, rows: int) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    events = [event_at(start + timedelta(minutes=minute)).pk for minute in range(rows)]
    pages, address = [], f"{LIST}?kind=timer%3Afired"

    while True:
        answer = log.get(address)
        pages.append(numbers_in(answer))
        older = re.search(r'rel="next" href="([^"]+)"', answer.text)
        if not older:
            break
        address = LIST + older[1].replace("&amp;", "&")
    back = [pages[-1]]
    while newer := re.search(r'rel="prev" href="([^"]+)"', answer.text):
        answer = log.get(LIST + newer[1].replace("&amp;", "&"))
        back.insert(0, numbers_in(answer))

    assert [number for page in pages for number in page] == events[::-1]
    assert [number for page in back for number in page] == events[::-1]
    assert max(map(len, pages)) == min(rows, 25)


def test_page_beyond_the_end_is_empty(log: Client) -> None:
    event = event_at(datetime(2026, 3, 1, tzinfo=UTC))

    for answers in ({"before": event.pk}, {"after": event.pk}):
        answer = log.get(LIST, {"kind": "timer:fired", **answers})

        assert numbers_in(answer) == []
        assert "No event matches" in answer.text


def test_events_of_one_moment_are_paged_by_number(log: Client) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    events = [event_at(moment).pk for _turn in range(30)]

    first = log.get(LIST, {"kind": "timer:fired"})
    second = log.get(LIST, {"kind": "timer:fired", "before": first.context["page"].older})
    third = log.get(LIST, {"kind": "timer:fired", "after": second.context["page"].newer})

    assert numbers_in(first) + numbers_in(second) == events[::-1]
    assert numbers_in(third) == numbers_in(first)


def test_list_takes_as_many_queries_for_25_rows_as_for_one(
    log: Client, references: References
) -> None:
    log.get(LIST)
    counts = []
    for rows in (1, 25):
        for _turn in range(rows):
            record(AuditAction.CASE_VIEWED, by=Person(), case=uuid4())
        with CaptureQueriesContext(connection) as seen:
            log.get(LIST, {"kind": "case:viewed"})
        counts.append(len(seen))
        asked = [query["sql"] for query in seen.captured_queries if "audit_event" in query["sql"]]
        assert not [sql for sql in asked if "COUNT(" in sql.upper()]

    assert counts[0] == counts[1]


def test_log_asks_visitors_to_sign_in(client: Client) -> None:
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert Event.objects.count() == 0


def test_page_beside_an_event_that_is_not_there_is_the_first(log: Client) -> None:
    event = event_at(datetime(2026, 3, 1, tzinfo=UTC))

    for place in ("before", "after"):
        assert numbers_in(log.get(LIST, {"kind": "timer:fired", place: 10**9})) == [event.pk]
