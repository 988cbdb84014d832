"""Every event has its words, and no internal id reaches the page."""

import re
from uuid import uuid4

import pytest
from django.utils import translation

from audit import presenters
from audit.enums import AuditAction, Outcome
from audit.families import FAMILIES
from audit.models import Event
from audit.sentences import OUTCOMES, SENTENCES, sentence
from audit.services import record
from core.handles import handle_of
from tests.audit.conftest import Directory, Person, References

pytestmark = pytest.mark.django_db

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_every_action_has_exactly_one_sentence() -> None:
    worded = [kind for group in SENTENCES.values() for kind in group]

    assert sorted(worded) == sorted(AuditAction)
    assert len(set(map(str, (text for g in SENTENCES.values() for text in g.values())))) == len(
        worded
    )


def test_every_outcome_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)


def test_kind_of_a_later_version_is_shown_as_it_is() -> None:
    assert sentence("moon:landed") == "moon:landed"


def test_line_names_person_entity_and_case(
    directory: Directory, references: References, person: Person
) -> None:
    case = uuid4()
    directory.names = {person.pk: "Ana", person.entity_id: "Entity A"}
    references.cases = {case: "REF-1"}
    event = record(AuditAction.CASE_VIEWED, by=person, case=case, details={"part": "plan"})

    (line,) = presenters.lines([event], reader_entity=uuid4())

    assert (line.who, line.entity, line.what, line.case, line.details, line.outcome) == (
        "Ana",
        "Entity A",
        "Saw a case",
        "REF-1",
        [("Part", "Care plan")],
        "Done",
    )


def test_unknown_person_is_shown_by_the_beginning_of_her_id(person: Person) -> None:
    event = record(AuditAction.SIGNED_IN, by=person)

    (line,) = presenters.lines([event], reader_entity=uuid4())

    assert (line.who, line.entity) == (
        f"{str(person.pk)[:8]}…",
        f"{str(person.entity_id)[:8]}…",
    )


def test_case_that_is_gone_is_shown_by_a_handle(person: Person) -> None:
    case, reader = uuid4(), uuid4()
    event = record(AuditAction.KEY_DESTROYED, by=person, case=case)

    (line,) = presenters.lines([event], reader_entity=reader)

    assert line.case == handle_of(case, entity_id=reader)


@pytest.mark.parametrize(
    ("device", "who"),
    [("worker", "Bidelagun itself"), ("firefox/linux", "Nobody who is signed in")],
)
def test_event_without_a_person_says_so(device: str, who: str) -> None:
    event = Event(kind="session:refused", device=device, outcome="refused", body=b"{}")

    assert presenters.lines([event], reader_entity=uuid4())[0].who == who


def test_names_are_asked_for_once_for_the_whole_page(
    directory: Directory, references: References
) -> None:
    events = [record(AuditAction.CASE_VIEWED, by=Person(), case=uuid4()) for _turn in range(25)]

    presenters.lines(events, reader_entity=uuid4())

    assert (directory.questions, references.questions) == (2, 1)


def test_people_and_entities_in_details_are_named(directory: Directory, person: Person) -> None:
    receiver, unknown, reader = uuid4(), uuid4(), uuid4()
    directory.names = {receiver: "Entity B"}
    event = record(
        AuditAction.REFERRAL_SENT,
        by=person,
        details={"entity": str(receiver), "other": str(unknown), "count": 2, "late": True},
    )

    (line,) = presenters.lines([event], reader_entity=reader)

    assert line.details == [
        ("Number", "2"),
        ("Entity", "Entity B"),
        ("late", "Yes"),
        ("other", handle_of(unknown, entity_id=reader)),
    ]


def test_person_to_whom_it_was_done_is_named(directory: Directory, person: Person) -> None:
    whom = uuid4()
    directory.names = {whom: "Carla"}
    event = record(AuditAction.ROLE_GRANTED, by=person, target=whom, details={"role": "auditor"})

    (line,) = presenters.lines([event], reader_entity=uuid4())

    assert line.details == [("Whom", "Carla"), ("Role", "Auditor")]


def test_sheet_shows_no_internal_id(person: Person) -> None:
    event = record(
        AuditAction.STEP_COMPLETED,
        by=person,
        case=uuid4(),
        target=uuid4(),
        details={"record": str(uuid4()), "records": [str(uuid4())], "step": "Task_1"},
        justification="because",
    )

    sheet = presenters.sheet(event, reader_entity=uuid4())

    assert UUID_TEXT.findall(str(sheet)) == []
    assert '"justification": "sealed"' in sheet.body
    assert sheet.is_sealed is True
    assert ("Step", "Task_1") in sheet.facts


def test_record_is_shown_alike_in_every_event_of_one_reader(person: Person) -> None:
    target, reader = uuid4(), uuid4()
    first, second = (
        record(kind, by=person, target=target)
        for kind in (AuditAction.STEP_OPENED, AuditAction.STEP_COMPLETED)
    )

    shown = {
        dict(presenters.sheet(e, reader_entity=reader).facts)["Record"] for e in (first, second)
    }

    assert len(shown) == 1
    assert shown != {dict(presenters.sheet(first, reader_entity=uuid4()).facts)["Record"]}


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"parts": ["summary", "health"]}, ("Parts", "Summary, Health data")),
        ({"purpose": "call"}, ("Purpose", "To call or write to her")),
        ({"purpose": "share_identity"}, ("Purpose", "Share real identity")),
        ({"basis": "court_order"}, ("Basis", "A court or supervisory authority ordered it")),
        ({"basis": "vital_interest"}, ("Basis", "Vital interests")),
        ({"source": "referral"}, ("Source", "It accepted a referral")),
        ({"part": "moon"}, ("Part", "moon")),
        ({"parts": ["moon", "plan"]}, ("Parts", "moon, Care plan")),
        ({"colour": "summary"}, ("colour", "summary")),
    ],
    ids=str,
)
def test_codes_of_details_are_told_in_words(person: Person, details: dict, told: tuple) -> None:
    event = record(AuditAction.CASE_CHANGED, by=person, details=details)

    (line,) = presenters.lines([event], reader_entity=uuid4())

    assert line.details == [told]


def test_words_of_details_follow_the_reader(person: Person) -> None:
    event = record(AuditAction.CASE_CHANGED, by=person, details={"parts": ["health"]})

    with translation.override("es"):
        (line,) = presenters.lines([event], reader_entity=uuid4())

    assert line.details[0][1] == "Datos de salud"


def test_fingerprint_of_a_name_is_not_shown(person: Person) -> None:
    event = record(AuditAction.NAMES_MATCHED, by=person, details={"fingerprint": "9f8e7d6c"})

    sheet = presenters.sheet(event, reader_entity=uuid4())

    assert "9f8e7d6c" not in str(sheet)
    assert "kept, not shown" in sheet.body


def test_every_family_has_kinds_and_words() -> None:
    assert [name for name, (words, kinds) in FAMILIES.items() if not (str(words) and kinds)] == []
