import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.cache import cache

from audit.enums import AuditAction
from audit.models import Event
from audit.services import AuditUnavailable
from tests.sealed_app.models import Record
from tests.vault.conftest import Somebody
from vault.blind_index import index_secret
from vault.doors import QUESTIONS_AT_ONCE, Opened, match, scan
from vault.exceptions import TooManyQuestions
from vault.fingerprints import fingerprint
from vault.keyring import keyring
from vault.models import DataKey

pytestmark = pytest.mark.django_db

CASE = uuid4()


@pytest.fixture(autouse=True)
def _empty_cache(db: None) -> None:
    cache.clear()


def content(event: Event) -> dict:
    return json.loads(bytes(event.body))


def events() -> list[Event]:
    return list(Event.objects.order_by("at"))


def test_nothing_is_answered_when_the_log_cannot_be_written(new_record, somebody, settings) -> None:
    record = new_record(legal_name="Joy")
    settings.AUDIT_READ_ALIAS = "keys"
    with pytest.raises(AuditUnavailable):
        match(Record.objects.all(), "legal_name", "Joy", by=somebody)
    with pytest.raises(AuditUnavailable):
        scan({"note": "Joy"}, [record], find_all, by=somebody, case=CASE)


@pytest.mark.parametrize("query", ["JOY IBÁÑEZ", "joy-ibanez", " Joy  Ibañez "])
def test_match_finds_the_exact_value_however_it_is_written(
    new_record, somebody, query: str
) -> None:
    wanted = new_record(legal_name="Joy Ibáñez")
    for name in ("Joy", "Faith Ibáñez", "Joy Ibáñez Osas"):
        new_record(legal_name=name)
    assert match(Record.objects.all(), "legal_name", query, by=somebody) == [wanted.pk]


def test_match_finds_a_number_with_and_without_its_country(new_record, somebody) -> None:
    record = new_record(phone="+34 600 11 12 22")
    for query in ("600111222", "0034-600-111-222"):
        assert match(Record.objects.all(), "phone", query, by=somebody) == [record.pk]


@pytest.mark.parametrize("query", ["", "  -- ", "Jo", "nobody at all"])
def test_match_finds_nothing_else(new_record, somebody, query: str) -> None:
    new_record(legal_name="Joy")
    new_record()
    assert match(Record.objects.all(), "legal_name", query, by=somebody) == []


def test_match_follows_changes(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    record.legal_name = "Faith"
    record.save(update_fields=["legal_name"])
    everybody = Record.objects.all()
    assert match(everybody, "legal_name", "Joy", by=somebody) == []
    assert match(everybody, "legal_name", "Faith", by=somebody) == [record.pk]
    record.legal_name = ""
    record.save()
    assert Record.objects.get().legal_name_index is None


def test_match_looks_only_among_the_candidates(new_record, somebody) -> None:
    new_record(legal_name="Joy", label="other")
    assert match(Record.objects.filter(label="mine"), "legal_name", "Joy", by=somebody) == []


def test_match_reads_what_the_candidates_left_unloaded(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    assert match(Record.objects.only("pk"), "legal_name", "Joy", by=somebody) == [record.pk]


def test_match_is_recorded_with_counts_and_a_mark(new_record, somebody) -> None:
    new_record(legal_name="Joy")
    match(Record.objects.all(), "legal_name", "Joy", by=somebody, case=CASE)
    (event,) = events()
    assert event.kind == AuditAction.NAMES_MATCHED
    assert content(event)["details"] == {
        "field": "legal_name", "candidates": 1, "found": 1, "fingerprint": fingerprint("joy"),
    }  # fmt: skip
    assert b"Joy" not in bytes(event.body)


def test_one_name_has_one_mark_however_and_wherever_it_is_searched(new_record, somebody) -> None:
    new_record(legal_name="Joy")
    for query in ("Joy", " JÓY ", "j-o-y", "Faith"):
        match(Record.objects.all(), "legal_name", query, by=somebody)
    marks = [content(event)["details"]["fingerprint"] for event in events()]
    assert (len(set(marks[:3])), len(set(marks))) == (1, 2)
    assert {len(mark) for mark in marks} == {6}


def test_search_for_nothing_has_no_mark(somebody) -> None:
    match(Record.objects.all(), "legal_name", "…", by=somebody)
    (event,) = events()
    assert content(event)["details"]["fingerprint"] is None


def test_mark_is_made_under_a_key_of_its_own() -> None:
    mark = fingerprint("joy")
    key = DataKey.objects.get(owner="vault:name-fingerprints")
    DataKey.objects.filter(pk=key.pk).delete()
    keyring.forget(key.pk)
    assert fingerprint("joy") != mark
    assert mark != hmac.digest(index_secret(), b"joy", "sha256").hex()[:6]


def test_match_passes_over_values_that_do_not_open(new_record, somebody) -> None:
    lost, found = new_record(legal_name="Joy"), new_record(legal_name="Joy")
    DataKey.objects.filter(pk=lost.data_key_id).delete()
    keyring.forget(lost.data_key_id)
    assert match(Record.objects.all(), "legal_name", "Joy", by=somebody) == [found.pk]


def test_match_needs_a_blind_index(new_record, somebody) -> None:
    with pytest.raises(ValueError, match="no blind index"):
        match(Record.objects.all(), "story", "Edo", by=somebody)


def test_match_fetches_all_keys_at_once(new_record, somebody, django_assert_num_queries) -> None:
    records = [new_record(legal_name="Joy") for _ in range(10)]
    match(Record.objects.all(), "legal_name", "Joy", by=somebody)
    for record in records:
        keyring.forget(record.data_key_id)
    # the ids of the keys of the index and of the mark, and the data keys
    with django_assert_num_queries(3, using="keys"):
        assert len(match(Record.objects.all(), "legal_name", "Joy", by=somebody)) == 10


def test_match_is_limited_for_each_person(new_record, somebody) -> None:
    everybody = Record.objects.all()
    for _ in range(QUESTIONS_AT_ONCE[AuditAction.NAMES_MATCHED]):
        match(everybody, "legal_name", "Joy", by=somebody)
    with pytest.raises(TooManyQuestions) as refused:
        match(everybody, "legal_name", "Joy", by=somebody)
    assert refused.value.advice
    assert match(everybody, "legal_name", "Joy", by=Somebody()) == []


@dataclass(frozen=True)
class Span:
    start: int
    end: int


def find_all(text: str, known: Sequence[Opened]) -> list[Span]:
    """A finder: every place of every text value as it is."""
    values = [value for one in known for value in one.values()]
    return [Span(found.start(), found.end()) for v in values for found in re.finditer(v, text)]


def test_scan_hands_the_finder_what_is_gated_and_returns_places(new_record, somebody) -> None:
    seen = []
    record = new_record(legal_name="Joy", used_name="Blessing", story="Edo")
    other = new_record(phone="600111222")

    def finder(text: str, known: Sequence[Opened]) -> list[Span]:
        seen.append(known)
        return find_all(text, known)

    texts = {"note": "Joy, Blessing, Edo, Joy", "needs": "600111222", "other": ""}
    found = scan(texts, [record, other], finder, by=somebody, case=CASE)

    assert seen[0] == [{"legal_name": "Joy", "used_name": "Blessing"}, {"phone": "600111222"}]
    assert found["needs"] == [Span(0, 9)]
    assert sorted(span.start for span in found["note"]) == [0, 5, 20]
    assert found["other"] == []


def test_scan_is_one_event_with_counts_for_all_texts(new_record, somebody) -> None:
    record = new_record(legal_name="Joy", used_name="Blessing")
    scan({"a": "Joy", "b": "Joy Blessing"}, [record], find_all, by=somebody, case=CASE)
    (event,) = events()
    assert event.kind == AuditAction.NAMES_SCANNED
    assert content(event)["details"] == {"texts": 2, "values": 2, "found": 3}
    assert b"Joy" not in bytes(event.body)


def test_scan_passes_over_values_that_do_not_open(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    DataKey.objects.filter(pk=record.data_key_id).delete()
    keyring.forget(record.data_key_id)
    assert scan({"a": "Joy"}, [record], find_all, by=somebody, case=None) == {"a": []}


def test_scan_is_limited_for_each_person(somebody) -> None:
    for _ in range(QUESTIONS_AT_ONCE[AuditAction.NAMES_SCANNED]):
        scan({}, [], find_all, by=somebody, case=None)
    with pytest.raises(TooManyQuestions):
        scan({}, [], find_all, by=somebody, case=None)
    assert scan({}, [], find_all, by=Somebody(), case=None) == {}
