"""The log as CSV: what the list shows, recorded first, and nothing a spreadsheet would execute."""

import csv
import io
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.body import read_body
from audit.enums import AuditAction, Outcome
from audit.export import safe_cell, written
from audit.models import Event
from audit.services import record
from entities.enums import Role
from tests.audit.conftest import Directory, Person, References
from tests.audit.pages import CASE, LIST
from tests.factories import entities as factory

EXPORT = f"{LIST}export/"
database = pytest.mark.django_db
SIGNS = "=+-@\t\r＝＋－＠"  # noqa: RUF001 -- full-width on purpose


def rows_of(answer) -> list[list[str]]:
    """The rows as any program reads them, without the headings."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1))
def test_cells_are_read_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\0", "") for cell in row] for row in rows]

    back = list(csv.reader(io.StringIO(written(rows), newline="")))

    assert back == [[safe_cell(cell) for cell in row] for row in rows]
    assert [cell for row in back for cell in row if cell.lstrip()[:1] in set(SIGNS)] == []
    assert [[cell.removeprefix("'") if cell != old else cell
             for cell, old in zip(*pair, strict=True)]
            for pair in zip(back, rows, strict=True)] == rows  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b"])
def test_what_begins_like_a_formula_is_quoted(sign: str, before: str) -> None:
    assert safe_cell(f"{before}{sign}HYPERLINK(1)") == f"'{before}{sign}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["Ana", "2026-01-01", "a=b", "K7Q4-M9TR-V", ""])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@database
def test_export_holds_what_the_filtered_list_shows(
    log: Client, person: Person, directory: Directory, references: References
) -> None:
    directory.names = {person.pk: "=Ana", person.entity_id: "Entity A"}
    references.cases = {CASE: "REF-1"}
    first = record(AuditAction.CASE_VIEWED, by=person, case=CASE, details={"part": "plan"})
    record(AuditAction.CASE_OPENED, by=person, case=CASE)
    second = record(AuditAction.CASE_VIEWED, by=person, case=CASE, outcome=Outcome.REFUSED)

    rows = rows_of(log.get(EXPORT, {"kind": "case:viewed"}))

    assert [row[0] for row in rows] == [str(second.pk), str(first.pk)]
    assert rows[1][2:] == [
        "'=Ana", "Entity A", "Saw a case", "case:viewed", "Part: Care plan", "REF-1", "Done",
    ]  # fmt: skip


@database
def test_export_is_recorded_before_with_rows_and_filters(log: Client, person: Person) -> None:
    for _turn in range(3):
        record(AuditAction.CASE_VIEWED, by=person)

    answer = log.get(EXPORT, {"kind": "case:viewed", "since": "2026-01-01"})

    event = Event.objects.get(kind="log:exported")  # before anything was read of the answer
    assert read_body(event.body)["details"] == {"count": 3, "filters": ["kind", "since"]}
    assert len(rows_of(answer)) == 3


@database
def test_nothing_is_sent_when_the_export_cannot_be_recorded(log: Client, full_disk: None) -> None:
    assert log.get(EXPORT).status_code == 503


@database
def test_too_many_rows_are_refused_with_what_to_do(log: Client, person: Person, settings) -> None:
    settings.LOG_EXPORT_ROWS = 2
    for _turn in range(3):
        record(AuditAction.CASE_VIEWED, by=person)

    answer = log.get(EXPORT, {"kind": "case:viewed"}, follow=True)

    assert answer.redirect_chain == [(f"{LIST}?kind=case%3Aviewed", 302)]
    assert "more than 2 events" in answer.text
    assert not Event.objects.filter(kind="log:exported").exists()


@database
def test_export_of_a_wrong_filter_leads_to_its_message(log: Client) -> None:
    answer = log.get(EXPORT, {"since": "yesterday"}, follow=True)

    assert "valid date" in answer.text


@database
@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_export_is_for_auditors_only(client: Client, role: Role) -> None:
    client.force_login(factory.user(role=role))

    assert client.get(EXPORT).status_code == 403
    assert not Event.objects.filter(kind="log:exported").exists()


@database
def test_export_goes_chunk_by_chunk_and_opens_nothing(
    log: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.export.CHUNK", 10)
    for _turn in range(35):
        record(AuditAction.CASE_VIEWED, by=person, case=uuid4(), justification="Because of her.")

    answer = log.get(EXPORT, {"kind": "case:viewed"})
    with CaptureQueriesContext(connection) as seen:
        rows = rows_of(answer)

    assert len({row[0] for row in rows}) == 35
    assert len(seen) == 5  # four chunks and the empty one: names come from this test's directory
    assert "Because" not in str(rows)
