"""What the auditor can look for, and what a filter says when it cannot be used."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.html import escape

from audit.enums import AuditAction, Outcome
from audit.services import record
from tests.audit.conftest import Directory, Person, References
from tests.audit.pages import CASE, LIST, event_at, numbers_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]


def test_filter_by_person(log: Client, directory: Directory) -> None:
    one, two, other = Person(), Person(), Person()
    directory.names = {one.pk: "María Uno", two.pk: "Maria Dos", other.pk: "Carla"}
    mine = [record(AuditAction.SIGNED_IN, by=who).pk for who in (one, two, other)]

    assert numbers_in(log.get(LIST, {"who": "mar"})) == [mine[1], mine[0]]
    assert numbers_in(log.get(LIST, {"who": " Dos "})) == [mine[1]]


def test_filter_by_kind(log: Client, person: Person) -> None:
    wanted = record(AuditAction.CASE_OPENED, by=person)
    record(AuditAction.CASE_VIEWED, by=person)

    assert numbers_in(log.get(LIST, {"kind": "case:opened"})) == [wanted.pk]


def test_filter_by_entity(log: Client, directory: Directory) -> None:
    one, two = Person(), Person()
    directory.names = {one.entity_id: "Health North", two.entity_id: "Health South"}
    events = [record(AuditAction.SIGNED_IN, by=who).pk for who in (one, two, Person())]

    assert numbers_in(log.get(LIST, {"entity": "health"})) == [events[1], events[0]]
    assert numbers_in(log.get(LIST, {"entity": "south"})) == [events[1]]


def test_filter_by_family_takes_all_its_kinds_in_the_order_of_time(
    log: Client, person: Person
) -> None:
    kinds = (AuditAction.CONTACT_REVEALED, AuditAction.CASE_VIEWED, AuditAction.IDENTITY_REVEALED)
    events = [record(kind, by=person).pk for kind in kinds]

    assert numbers_in(log.get(LIST, {"kind": "family:reveals"})) == [events[2], events[0]]


def test_pages_of_a_family_show_every_event_once_and_back(log: Client, person: Person) -> None:
    kinds = (AuditAction.CASE_VIEWED, AuditAction.RUN_VIEWED, AuditAction.STEP_VIEWED)
    events = [record(kinds[turn % 3], by=person).pk for turn in range(60)]
    answers = {"kind": "family:looks"}

    first = log.get(LIST, answers)
    second = log.get(LIST, {**answers, "before": first.context["page"].older})
    third = log.get(LIST, {**answers, "before": second.context["page"].older})
    back = log.get(LIST, {**answers, "after": third.context["page"].newer})

    pages = [numbers_in(answer) for answer in (first, second, third)]
    assert [number for page in pages for number in page] == events[::-1]
    assert numbers_in(back) == pages[1]


def test_family_goes_together_with_everything_else(
    log: Client, directory: Directory, references: References
) -> None:
    one, other = Person(), Person()
    directory.names = {one.pk: "Ana", one.entity_id: "Entity A"}
    references.cases = {CASE: "REF-1"}
    wanted = record(AuditAction.IDENTITY_REVEALED, by=one, case=CASE)
    record(AuditAction.IDENTITY_REVEALED, by=other, case=CASE)
    record(AuditAction.IDENTITY_REVEALED, by=one, case=uuid4())
    record(AuditAction.CASE_VIEWED, by=one, case=CASE)

    answers = {"who": "ana", "entity": "entity a", "case": "REF-1", "kind": "family:reveals",
               "outcome": "done"}  # fmt: skip

    assert numbers_in(log.get(LIST, answers)) == [wanted.pk]


def test_filter_by_case(log: Client, person: Person, references: References) -> None:
    references.cases = {CASE: "REF-1"}
    wanted = record(AuditAction.CASE_VIEWED, by=person, case=CASE)
    record(AuditAction.CASE_VIEWED, by=person, case=uuid4())

    assert numbers_in(log.get(LIST, {"case": "REF-1"})) == [wanted.pk]


def test_filter_by_outcome(log: Client, person: Person) -> None:
    wanted = record(AuditAction.SIGN_IN_FAILED, by=None, outcome=Outcome.REFUSED)
    record(AuditAction.SIGNED_IN, by=person)

    assert numbers_in(log.get(LIST, {"outcome": "refused"})) == [wanted.pk]


def test_filter_by_days_includes_both(log: Client) -> None:
    moments = [
        datetime(2026, 3, 9, 22, 59, tzinfo=UTC),  # 23:59 in Madrid, the day before
        datetime(2026, 3, 9, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 11, 22, 59, tzinfo=UTC),
        datetime(2026, 3, 11, 23, 0, tzinfo=UTC),
    ]
    events = [event_at(moment).pk for moment in moments]

    found = log.get(LIST, {"since": "2026-03-10", "until": "2026-03-11"})

    assert numbers_in(found) == [events[2], events[1]]


def test_filter_by_days_does_not_trust_the_order_ofnumbers_in(log: Client) -> None:
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    events = {day: event_at(start + timedelta(days=day)).pk for day in (9, 5, 0, 4, 8, 3, 1)}

    found = log.get(LIST, {"since": "2026-03-04", "until": "2026-03-06"})

    assert numbers_in(found) == [events[5], events[4], events[3]]


def test_filters_go_together(log: Client, person: Person, directory: Directory) -> None:
    directory.names = {person.pk: "Ana"}
    wanted = record(AuditAction.CASE_VIEWED, by=person)
    record(AuditAction.CASE_OPENED, by=person)
    record(AuditAction.CASE_VIEWED, by=Person())

    assert numbers_in(log.get(LIST, {"who": "ana", "kind": "case:viewed"})) == [wanted.pk]


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"who": "zzz"}, "who", "Nobody has this name"),
        ({"entity": "zzz"}, "entity", "No entity has this name"),
        ({"kind": "family:moon"}, "kind", "family:moon"),
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
    assert numbers_in(answer) == []
    assert "Nothing was looked for" in answer.text
    assert message in answer.text
    assert escape(answers[field]) in answer.text


def test_too_many_people_of_one_name_are_not_guessedevent_at(
    log: Client, directory: Directory
) -> None:
    directory.names = {uuid4(): "Ana" for _turn in range(21)}

    answer = log.get(LIST, {"who": "ana"})

    assert list(answer.context["form"].errors) == ["who"]
