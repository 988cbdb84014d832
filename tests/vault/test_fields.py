import copy
import datetime as dt

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sealed_app.models import Note, Record
from vault.envelope import count_openings
from vault.fields import sealing_keys
from vault.keyring import keyring
from vault.sealed import Sealed
from vault.services import create_data_key, prefetch_keys

pytestmark = pytest.mark.django_db

STORY = "Llegó de Edo con dieciséis años"
SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"))
JSON = st.lists(SCALARS) | st.dictionaries(st.text(st.characters(codec="utf-8")), SCALARS)
VALUES = {
    "story": STORY,
    "started_on": dt.date(2024, 2, 29),
    "details": {"languages": ["bin", "en"], "urgent": True},
}


def column(record: Record, name: str) -> bytes:
    with connection.cursor() as cursor:
        key = record.pk.hex if connection.vendor == "sqlite" else record.pk
        cursor.execute(f"SELECT {name} FROM sealed_app_record WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


def test_values_come_back_as_they_were(new_record) -> None:
    record = new_record(**VALUES)
    assert {name: getattr(record, name) for name in VALUES} == VALUES


def test_column_holds_no_plaintext(new_record) -> None:
    record = new_record(story=STORY)
    stored = column(record, "story")
    assert stored[:2] == bytes([0xE1, 1])
    assert b"Edo" not in stored


def test_empty_values_are_null_and_need_no_key(new_record) -> None:
    record = new_record(story="")
    with count_openings() as openings:
        assert (record.story, record.started_on, record.details) == ("", None, None)
    assert openings.count == 0
    assert Record.objects.filter(story__isnull=True).count() == 1


def test_list_opens_nothing(new_record) -> None:
    for number in range(25):
        new_record(**VALUES, label=str(number), legal_name="Joy")
    with count_openings() as openings:
        labels = {record.label for record in Record.objects.all()}
        shown = repr([record.__dict__ for record in Record.objects.all()])
    assert openings.count == 0
    assert len(labels) == 25
    assert shown.count("<sealed>") == 4 * 25


def test_reading_opens_one_value(new_record) -> None:
    record = new_record(**VALUES)
    with count_openings() as openings:
        assert record.story == STORY
    assert openings.count == 1


def test_keys_of_a_page_are_fetched_at_once(new_record, django_assert_num_queries) -> None:
    for _ in range(5):
        new_record(story=STORY)
    records = list(Record.objects.all())
    for record in records:
        keyring.forget(record.data_key_id)
    with django_assert_num_queries(1, using="keys"):
        prefetch_keys(*records)
        stories = {record.story for record in records}
    assert stories == {STORY}


def test_unchanged_value_keeps_its_ciphertext(new_record) -> None:
    record = new_record(**VALUES)
    before = column(record, "story")
    record.label = "changed"
    with count_openings() as openings:
        record.save()
    assert openings.count == 0
    assert column(record, "story") == before


def test_same_value_typed_again_keeps_its_ciphertext(new_record) -> None:
    record = new_record(**VALUES)
    before = column(record, "story")
    record.story = STORY
    record.started_on = "2024-02-29"
    record.save()
    assert column(record, "story") == before


def test_changed_value_is_sealed_anew(new_record) -> None:
    record = new_record(**VALUES)
    record.story = "otra"
    assert record.story == "otra"
    record.save(update_fields=["story"])
    assert Record.objects.get().story == "otra"


def test_emptied_value_is_null(new_record) -> None:
    record = new_record(**VALUES)
    record.story = ""
    record.save()
    assert Record.objects.filter(story__isnull=True).count() == 1


def test_row_seals_under_the_key_of_its_record(new_record) -> None:
    record = new_record()
    note = Note.objects.create(record=record, text="Visita")
    assert Note.objects.get().text == "Visita"
    assert sealing_keys(note) == {record.data_key_id}


def test_new_values_move_to_the_new_key(new_record) -> None:
    record = new_record(story=STORY)
    record.data_key_id = create_data_key(owner="person")
    record.story = STORY
    record.save()
    assert sealing_keys(Record.objects.get()) == {record.data_key_id}


def test_deferred_and_refreshed_values_open_only_when_read(new_record) -> None:
    record = new_record(**VALUES, legal_name="Joy")
    with count_openings() as openings:
        deferred = Record.objects.defer("story").get()
        record.refresh_from_db()
    assert openings.count == 0
    assert (deferred.story, record.story) == (STORY, STORY)
    assert isinstance(record.__dict__["legal_name"], Sealed)


@given(story=st.text(alphabet=st.characters(codec="utf-8")), details=JSON)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_value_comes_back(new_record, story: str, details: object) -> None:
    record = new_record(story=story, details=details)
    assert (record.story, record.details) == (story, details)


def test_copy_opens_nothing(new_record) -> None:
    record = new_record(**VALUES, legal_name="Joy")
    with count_openings() as openings:
        copied = copy.copy(record)
    assert openings.count == 0
    assert copied.story == STORY


def test_datetime_is_kept_as_its_date(new_record) -> None:
    assert new_record(started_on=dt.datetime(2024, 2, 29, 13, tzinfo=dt.UTC)).started_on == dt.date(
        2024, 2, 29
    )


def test_sealed_values_compare_by_their_bytes(new_record) -> None:
    record = new_record(story=STORY, details=[1])
    again = Record.objects.get()
    values = [record.__dict__["story"], again.__dict__["story"], record.__dict__["details"]]
    assert len(set(values)) == 2
    assert values[0] != STORY
