"""The auditor's list and sheet: filters, pages, who may, and what reading leaves behind."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from audit.body import read_body, write_body
from audit.enums import AuditAction, Outcome
from audit.models import Event
from audit.services import record
from core.abilities import Ability
from core.ports import Unopenable, seals_justifications
from entities.enums import Role
from entities.models import User
from tests.audit.conftest import Directory, Person, References, Seal
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]

CASE = UUID("6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c001")
LIST = "/log/"


@pytest.fixture
def log(client: Client, aurora: User) -> Client:
    """The auditor's browser."""
    client.force_login(aurora)
    return client


def _at(moment: datetime) -> Event:
    event = Event(at=moment, kind="timer:fired", outcome="done", device="worker")
    event.body = write_body({"details": {}})
    event.save(force_insert=True)
    return event


def _numbers(answer) -> list[int]:
    return [line.number for line in answer.context["lines"]]


def _read_log() -> list[dict]:
    return [
        read_body(event.body)["details"]
        for event in Event.objects.filter(kind="log:read").order_by("pk")
    ]


def test_list_shows_newest_first(
    log: Client, person: Person, directory: Directory, references: References
) -> None:
    references.cases = {CASE: "REF-1"}
    directory.names = {person.pk: "Ana Etxe", person.entity_id: "Entity A"}
    first = record(AuditAction.CASE_OPENED, by=person, case=CASE)
    second = record(AuditAction.CASE_VIEWED, by=person, case=CASE)

    answer = log.get(LIST)

    assert _numbers(answer)[1:3] == [second.pk, first.pk]
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


def test_reason_is_for_auditors_only(client: Client, ana: User) -> None:
    event = record(AuditAction.IDENTITY_REVEALED, by=ana, justification="At the border")
    client.force_login(ana)

    answer = client.post(f"{LIST}{event.pk}/reason/")

    assert answer.status_code == 403
    assert "At the border" not in answer.text


def test_auditor_may_read_the_log(aurora: User, ana: User) -> None:
    assert (aurora.may(Ability.READ_LOG), ana.may(Ability.READ_LOG)) == (True, False)


def test_reading_is_recorded_with_the_names_of_the_filters(log: Client, aurora: User) -> None:
    log.get(LIST, {"kind": "case:viewed", "since": "2026-01-01", "who": ""})

    assert _read_log() == [{"filters": ["kind", "since"]}]
    assert Event.objects.get(kind="log:read").actor == aurora.pk


def test_nothing_is_shown_when_the_reading_cannot_be_recorded(log: Client, full_disk: None) -> None:
    answer = log.get(LIST)

    assert answer.status_code == 503
    assert "Signed in" not in answer.text


def test_filter_by_person(log: Client, directory: Directory) -> None:
    one, two, other = Person(), Person(), Person()
    directory.names = {one.pk: "María Uno", two.pk: "Maria Dos", other.pk: "Carla"}
    mine = [record(AuditAction.SIGNED_IN, by=who).pk for who in (one, two, other)]

    assert _numbers(log.get(LIST, {"who": "mar"})) == [mine[1], mine[0]]
    assert _numbers(log.get(LIST, {"who": " Dos "})) == [mine[1]]


def test_filter_by_kind(log: Client, person: Person) -> None:
    wanted = record(AuditAction.CASE_OPENED, by=person)
    record(AuditAction.CASE_VIEWED, by=person)

    assert _numbers(log.get(LIST, {"kind": "case:opened"})) == [wanted.pk]


def test_filter_by_case(log: Client, person: Person, references: References) -> None:
    references.cases = {CASE: "REF-1"}
    wanted = record(AuditAction.CASE_VIEWED, by=person, case=CASE)
    record(AuditAction.CASE_VIEWED, by=person, case=uuid4())

    assert _numbers(log.get(LIST, {"case": "REF-1"})) == [wanted.pk]


def test_filter_by_outcome(log: Client, person: Person) -> None:
    wanted = record(AuditAction.SIGN_IN_FAILED, by=None, outcome=Outcome.REFUSED)
    record(AuditAction.SIGNED_IN, by=person)

    assert _numbers(log.get(LIST, {"outcome": "refused"})) == [wanted.pk]


def test_filter_by_days_includes_both(log: Client) -> None:
    moments = [
        datetime(2026, 3, 9, 22, 59, tzinfo=UTC),  # 23:59 in Madrid, the day before
        datetime(2026, 3, 9, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 11, 22, 59, tzinfo=UTC),
        datetime(2026, 3, 11, 23, 0, tzinfo=UTC),
    ]
    events = [_at(moment).pk for moment in moments]

    found = log.get(LIST, {"since": "2026-03-10", "until": "2026-03-11"})

    assert _numbers(found) == [events[2], events[1]]


def test_filter_by_days_does_not_trust_the_order_of_numbers(log: Client) -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    events = {day: _at(start + timedelta(days=day)).pk for day in (9, 5, 0, 4, 8, 3, 1)}

    found = log.get(LIST, {"since": "2026-03-04", "until": "2026-03-06"})

    assert _numbers(found) == [events[5], events[4], events[3]]


def test_filters_go_together(log: Client, person: Person, directory: Directory) -> None:
    directory.names = {person.pk: "Ana"}
    wanted = record(AuditAction.CASE_VIEWED, by=person)
    record(AuditAction.CASE_OPENED, by=person)
    record(AuditAction.CASE_VIEWED, by=Person())

    assert _numbers(log.get(LIST, {"who": "ana", "kind": "case:viewed"})) == [wanted.pk]


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"who": "zzz"}, "who", "Nobody has this name"),
        ({"case": "REF-9"}, "case", "No case has this reference"),
        ({"kind": "moon:landed"}, "kind", "moon:landed"),
        ({"since": "31/31/2026"}, "since", "valid date"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until", "before the first one"),
        ({"since": "1066-10-14"}, "since", "2000"),
        ({"until": "9999-12-31"}, "until", "2199"),
        ({"outcome": "<b>"}, "outcome", "&lt;b&gt;"),
        ({"who": "x" * 151}, "who", "150"),
    ],
    ids=str,
)
def test_filter_that_cannot_be_used_is_told_beside_the_field(
    log: Client, person: Person, answers: dict, field: str, message: str
) -> None:
    record(AuditAction.CASE_VIEWED, by=person)

    answer = log.get(LIST, answers)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert _numbers(answer) == []
    assert "Nothing was looked for" in answer.text
    assert message in answer.text
    assert escape(answers[field]) in answer.text


@pytest.mark.parametrize("place", ["before=x", "after=-1", f"before={10**30}", "after=0"])
def test_page_that_is_no_number_is_404(log: Client, place: str) -> None:
    assert log.get(f"{LIST}?{place}").status_code == 404


def test_too_many_people_of_one_name_are_not_guessed_at(log: Client, directory: Directory) -> None:
    directory.names = {uuid4(): "Ana" for _turn in range(21)}

    answer = log.get(LIST, {"who": "ana"})

    assert list(answer.context["form"].errors) == ["who"]


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 26, 50, 51])
def test_pages_show_every_event_once_and_back(log: Client, rows: int) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    events = [_at(start + timedelta(minutes=minute)).pk for minute in range(rows)]
    pages, address = [], f"{LIST}?kind=timer%3Afired"

    while True:
        answer = log.get(address)
        pages.append(_numbers(answer))
        older = re.search(r'rel="next" href="([^"]+)"', answer.text)
        if not older:
            break
        address = LIST + older[1].replace("&amp;", "&")
    back = [pages[-1]]
    while newer := re.search(r'rel="prev" href="([^"]+)"', answer.text):
        answer = log.get(LIST + newer[1].replace("&amp;", "&"))
        back.insert(0, _numbers(answer))

    assert [number for page in pages for number in page] == events[::-1]
    assert [number for page in back for number in page] == events[::-1]
    assert max(map(len, pages)) == min(rows, 25)


def test_page_beyond_the_end_is_empty(log: Client) -> None:
    event = _at(datetime(2026, 3, 1, tzinfo=UTC))

    for answers in ({"before": event.pk}, {"after": event.pk}):
        answer = log.get(LIST, {"kind": "timer:fired", **answers})

        assert _numbers(answer) == []
        assert "No event matches" in answer.text


def test_page_beside_an_event_that_is_not_there_is_the_first(log: Client) -> None:
    event = _at(datetime(2026, 3, 1, tzinfo=UTC))

    for place in ("before", "after"):
        assert _numbers(log.get(LIST, {"kind": "timer:fired", place: 10**9})) == [event.pk]


def test_events_of_one_moment_are_paged_by_number(log: Client) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    events = [_at(moment).pk for _turn in range(30)]

    first = log.get(LIST, {"kind": "timer:fired"})
    second = log.get(LIST, {"kind": "timer:fired", "before": first.context["page"].older})
    third = log.get(LIST, {"kind": "timer:fired", "after": second.context["page"].newer})

    assert _numbers(first) + _numbers(second) == events[::-1]
    assert _numbers(third) == _numbers(first)


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


def test_sheet_shows_all_and_is_recorded(log: Client, person: Person) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person, case=CASE, details={"part": "plan"})

    answer = log.get(reverse("audit:detail", args=[event.pk]))

    assert "Saw a case (case:viewed)" in answer.text
    assert "plan" in answer.text
    assert _read_log() == [{"event": event.pk}]
    assert Event.objects.get(kind="log:read").case_ref == CASE


def test_sheet_inside_the_list_is_the_fragment_of_the_same_page(
    log: Client, person: Person
) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person)
    address = reverse("audit:detail", args=[event.pk])

    whole, fragment = log.get(address), log.get(address, headers={"HX-Request": "true"})

    assert "<html" in whole.text
    assert "<html" not in fragment.text
    assert fragment.text.strip() in whole.text
    assert len(_read_log()) == 2


def test_no_page_shows_an_internal_id(
    log: Client, person: Person, directory: Directory, aurora: User
) -> None:
    ids = [uuid4(), uuid4(), uuid4()]
    event = record(
        AuditAction.STEP_COMPLETED,
        by=person,
        case=ids[0],
        target=ids[1],
        details={"record": str(ids[2])},
    )

    text = log.get(LIST).text + log.get(reverse("audit:detail", args=[event.pk])).text

    assert [known for known in ids if str(known) in text or known.hex in text] == []


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_event_that_is_not_there_is_404(log: Client, number: int) -> None:
    assert log.get(f"{LIST}{number}/").status_code == 404
    assert log.post(f"{LIST}{number}/reason/").status_code == 404


def test_reason_is_sealed_until_opened_and_opening_is_recorded(log: Client, person: Person) -> None:
    event = record(AuditAction.IDENTITY_REVEALED, by=person, case=CASE, justification="At the <b>")
    address = reverse("audit:reason", args=[event.pk])

    closed = log.get(reverse("audit:detail", args=[event.pk]))
    opened = log.post(address)

    assert "At the" not in closed.text
    assert f'action="{address}"' in closed.text
    assert "At the &lt;b&gt;" in opened.text
    assert _read_log() == [{"event": event.pk}, {"event": event.pk, "part": "justification"}]
    assert log.get(address).status_code == 405


def test_reason_whose_key_is_gone_says_so(
    log: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyless(Seal):
        def open(self, _sealed: str) -> str:
            raise Unopenable

    monkeypatch.setattr(seals_justifications, "_bound", Keyless())
    event = record(AuditAction.IDENTITY_REVEALED, by=person, justification="At the border")

    answer = log.post(reverse("audit:reason", args=[event.pk]))

    assert answer.status_code == 200
    assert "its key is gone" in answer.text


def test_event_without_a_reason_has_none_to_open(log: Client, person: Person) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person)

    page = log.get(reverse("audit:detail", args=[event.pk]))
    opened = log.post(reverse("audit:reason", args=[event.pk]))

    assert "/reason/" not in page.text
    assert opened.status_code == 200


def test_log_asks_visitors_to_sign_in(client: Client) -> None:
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert Event.objects.count() == 0
