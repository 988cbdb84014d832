"""What is written, in which transaction, and what the log refuses to take."""

import json
import re
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction

from audit.body import UnfitDetail
from audit.enums import AuditAction, Outcome
from audit.models import Event
from audit.services import AuditUnavailable, record, record_read
from tests.audit.conftest import Person, Seal

pytestmark = pytest.mark.django_db

CASE = UUID("6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c001")


def test_event_holds_the_same_facts_in_columns_and_body(person: Person) -> None:
    target = uuid4()

    event = record(
        AuditAction.REFERRAL_REJECTED,
        by=person,
        case=CASE,
        target=target,
        outcome=Outcome.DONE,
        details={"reason": "no_places", "count": 3, "parts": ["needs", "risk"], "late": False},
    )

    stored = Event.objects.get(pk=event.pk)
    body = json.loads(bytes(stored.body))
    salt = body.pop("salt")
    assert body == {
        "v": 1,
        "at": stored.at.isoformat(timespec="microseconds"),
        "kind": "referral:rejected",
        "actor": str(person.pk),
        "entity": str(person.entity_id),
        "case_ref": str(CASE),
        "target": str(target),
        "outcome": "done",
        "session": "",
        "device": "worker",
        "address": "",
        "details": {"reason": "no_places", "count": 3, "parts": ["needs", "risk"], "late": False},
        "justification": None,
    }
    assert re.fullmatch("[0-9a-f]{32}", salt)
    columns = {name: getattr(stored, name) for name in ("kind", "outcome", "actor", "entity")}
    assert columns == {
        "kind": "referral:rejected",
        "outcome": "done",
        "actor": person.pk,
        "entity": person.entity_id,
    }
    assert (stored.case_ref, stored.target) == (CASE, target)


def test_body_is_canonical_json(person: Person) -> None:
    event = record(AuditAction.CASE_OPENED, by=person, details={"page": "itziar-ñ", "count": 1})

    stored = bytes(Event.objects.get(pk=event.pk).body)

    content = json.loads(stored)
    assert stored == json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode("utf-8")


def test_two_equal_events_have_different_bodies(person: Person) -> None:
    first, second = (record(AuditAction.SIGNED_IN, by=person) for _turn in range(2))

    assert first.body != second.body


@pytest.mark.parametrize(
    "details",
    [
        {"share": 0.5},
        {"shares": [1, 2]},
        {"nested": {"a": "b"}},
        {"note": "She came back on Tuesday"},
        {"email": "ana@example.org"},
        {"code": "x" * 201},
        {"codes": ["x"] * 101},
        {"codes": ["fine", "not fine"]},
        {"raw": b"bytes"},
        {"Name": "x"},
        {"a name": "x"},
        {"": "x"},
    ],
    ids=str,
)
def test_detail_that_is_no_code_is_refused(person: Person, details: dict) -> None:
    with pytest.raises(UnfitDetail) as refusal:
        record(AuditAction.CASE_CHANGED, by=person, details=details)

    assert "Tuesday" not in str(refusal.value)
    assert Event.objects.count() == 0


def test_justification_is_stored_sealed(person: Person, seal: Seal) -> None:
    event = record_read(
        AuditAction.IDENTITY_REVEALED, by=person, justification="Police ask at the border"
    )

    stored = bytes(Event.objects.get(pk=event.pk).body)
    assert b"border" not in stored
    assert seal.open(json.loads(stored)["justification"]) == "Police ask at the border"


@transaction.atomic
def _fail_after_a_change(person: Person) -> None:
    Permission.objects.update(name="changed")
    record(AuditAction.CASE_CLOSED, by=person)
    raise ZeroDivisionError


def test_change_is_rolled_back_with_its_event(person: Person) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_after_a_change(person)

    assert Event.objects.count() == 0


def test_reading_inside_a_transaction_is_a_programming_error(person: Person) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        record_read(AuditAction.CASE_VIEWED, by=person)

    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_reading_stays_when_the_request_fails(person: Person) -> None:
    record_read(AuditAction.CASE_VIEWED, by=person)
    with pytest.raises(ZeroDivisionError):
        _fail_after_a_change(person)

    assert list(Event.objects.values_list("kind", flat=True)) == ["case:viewed"]


@pytest.mark.usefixtures("full_disk")
def test_change_whose_event_cannot_be_written_rolls_back(person: Person) -> None:
    with pytest.raises(AuditUnavailable):
        _fail_after_a_change(person)

    assert not Permission.objects.filter(name="changed").exists()


@pytest.mark.usefixtures("full_disk")
def test_caller_cannot_save_a_change_without_its_event(person: Person) -> None:
    with transaction.atomic():
        Permission.objects.update(name="changed")
        with suppress(AuditUnavailable):
            record(AuditAction.CASE_CLOSED, by=person)
        assert transaction.get_rollback()

    assert not Permission.objects.filter(name="changed").exists()


@pytest.mark.usefixtures("full_disk")
def test_reading_that_cannot_be_recorded_is_an_error(person: Person) -> None:
    with pytest.raises(AuditUnavailable):
        record_read(AuditAction.CASE_VIEWED, by=person)

    assert Event.objects.count() == 0


def test_log_out_of_reach_is_an_error(person: Person, settings) -> None:
    settings.AUDIT_READ_ALIAS = "keys"  # a database that has no such table

    with pytest.raises(AuditUnavailable):
        record_read(AuditAction.CASE_VIEWED, by=person)
