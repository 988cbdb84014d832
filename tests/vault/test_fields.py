import copy
import datetime as dt
import json
import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.forms import modelform_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sealed_app.models import Note, Record
from vault.envelope import count_openings
from vault.exceptions import KeyUnavailable, RevealRequired, Tampered
from vault.fields import EncryptedTextField, sealed_fields, sealing_keys
from vault.keyring import keyring
from vault.models import DataKey
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


def test_full_clean_opens_nothing_and_finds_what_is_wrong(new_record) -> None:
    record = new_record(**VALUES, legal_name="Joy")
    before = {name: record.__dict__[name] for name in ("story", "legal_name")}
    record.label = "changed"
    with count_openings() as openings:
        record.full_clean()
    assert openings.count == 0
    assert {name: record.__dict__[name] for name in before} == before
    record.story, record.started_on = "x" * 20_001, "yesterday"
    with pytest.raises(ValidationError) as wrong:
        record.full_clean()
    assert sorted(wrong.value.message_dict) == ["started_on", "story"]


@given(story=st.text(alphabet=st.characters(codec="utf-8")), details=JSON)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_value_comes_back(new_record, story: str, details: object) -> None:
    record = new_record(story=story, details=details)
    assert (record.story, record.details) == (story, details)


@pytest.mark.parametrize(
    "lookup",
    [
        {"story": STORY},
        {"story": None},
        {"story__contains": "Edo"},
        {"story__in": [STORY]},
        {"started_on__year": 2024},
        {"details__languages": "en"},
        {"details__gt": 1},
    ],
)
def test_filter_with_plaintext_is_refused(lookup: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        Record.objects.filter(**lookup)


def test_update_with_plaintext_is_refused(new_record) -> None:
    record = new_record(story=STORY)
    with pytest.raises(FieldError), transaction.atomic():
        Record.objects.update(story="otra")
    record.story = "otra"
    with pytest.raises(FieldError), transaction.atomic():
        Record.objects.bulk_update([record], ["story"])
    assert Record.objects.get().story == STORY


def test_update_to_nothing_is_allowed(new_record) -> None:
    new_record(story=STORY)
    Record.objects.update(story=None)
    assert Record.objects.get().story == ""


def test_value_lists_stay_sealed(new_record) -> None:
    new_record(story=STORY)
    value = Record.objects.values_list("story", flat=True).get()
    assert repr(value) == "<sealed>"
    with pytest.raises(RevealRequired):
        str(value)


def test_moved_to_another_row_does_not_open(new_record) -> None:
    one, other = new_record(story=STORY), new_record(story="otra")
    Record.objects.filter(pk=other.pk).update(story=Sealed(column(one, "story")))
    with pytest.raises(Tampered):
        _ = Record.objects.get(pk=other.pk).story


def test_moved_to_another_column_does_not_open(new_record) -> None:
    record = new_record(story=STORY)
    Record.objects.update(used_name=Sealed(column(record, "story")))
    found = Record.objects.get()
    field = next(f for f in sealed_fields(Record) if f.name == "used_name")
    with pytest.raises(Tampered):
        field.unseal_slot(found, found.__dict__["used_name"])


def test_value_of_another_type_does_not_open(new_record) -> None:
    record = new_record(started_on="2024-02-29")
    field = next(f for f in sealed_fields(Record) if f.name == "started_on")
    field.to_bytes = lambda _: b"no date"
    try:
        record.started_on = "2024-03-01"
        record.save()
    finally:
        del field.to_bytes
    with pytest.raises(Tampered):
        _ = record.started_on


def test_value_with_destroyed_key_is_unavailable(new_record) -> None:
    record = new_record(story=STORY)
    DataKey.objects.filter(pk=record.data_key_id).delete()
    keyring.forget(record.data_key_id)
    with pytest.raises(KeyUnavailable):
        _ = record.story


def test_nothing_is_sealed_without_a_key() -> None:
    with pytest.raises(KeyUnavailable), transaction.atomic():
        Record.objects.create(data_key_id=uuid4(), story=STORY)
    assert Record.objects.count() == 0


def test_pickle_holds_ciphertext_only(new_record) -> None:
    record = new_record(**VALUES)
    assert record.story == STORY
    dumped = pickle.dumps(record)
    assert b"Edo" not in dumped
    assert pickle.loads(dumped).story == STORY


def test_unsaved_value_cannot_be_pickled(new_record) -> None:
    record = new_record()
    record.story = STORY
    assert "Edo" not in repr(record.__dict__)
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(record)


def test_copy_opens_nothing(new_record) -> None:
    record = new_record(**VALUES, legal_name="Joy")
    with count_openings() as openings:
        copied = copy.copy(record)
    assert openings.count == 0
    assert copied.story == STORY


@pytest.mark.parametrize("form", ["json", "python"])
def test_dump_holds_ciphertext_only(new_record, form: str) -> None:
    new_record(**VALUES, legal_name="Joy Ñ", born_on="2001-05-06", used_name="Joy Ñ")
    dumped = repr(serializers.serialize(form, Record.objects.all()))
    for plain in ("Edo", "2024-02-29", "bin", "Joy", "2001-05-06"):
        assert plain not in dumped
    assert dumped.count("4Q") >= 6


def test_dump_cannot_be_loaded_as_plaintext(new_record) -> None:
    new_record(**VALUES)
    dumped = serializers.serialize("json", Record.objects.all())
    with pytest.raises(serializers.base.DeserializationError):
        list(serializers.deserialize("json", dumped))


def test_form_keeps_unchanged_values(new_record) -> None:
    record = new_record(**VALUES)
    form_class = modelform_factory(Record, fields=list(VALUES))
    typed = {"story": STORY, "started_on": "2024-02-29", "details": json.dumps(VALUES["details"])}
    form = form_class(typed, instance=record)
    assert form.is_valid(), form.errors
    assert form.changed_data == []
    before = column(record, "story")
    form.save()
    assert column(record, "story") == before


def test_form_seals_changed_values(new_record) -> None:
    record = new_record(**VALUES)
    form_class = modelform_factory(Record, fields=list(VALUES))
    form = form_class({"story": "otra", "started_on": "", "details": ""}, instance=record)
    assert sorted(form.changed_data) == ["details", "started_on", "story"]
    form.save()
    saved = Record.objects.get()
    assert (saved.story, saved.started_on, saved.details) == ("otra", None, None)


def test_form_shows_values_and_says_what_is_wrong(new_record) -> None:
    form_class = modelform_factory(Record, fields=list(VALUES))
    assert "de Edo con" in form_class(instance=new_record(**VALUES)).as_p()
    form = form_class({"story": "x" * 20_001, "started_on": "31/02", "details": "{"})
    assert sorted(form.errors) == ["details", "started_on", "story"]


def test_form_cannot_show_a_closed_gate(new_record) -> None:
    form = modelform_factory(Record, fields=["legal_name"])(instance=new_record(legal_name="Joy"))
    with pytest.raises(RevealRequired):
        form.as_p()


@pytest.mark.parametrize(
    ("field", "value"), [("started_on", "yesterday"), ("started_on", "2024-02-31"), ("details", 3)]
)
def test_malformed_value_is_refused_and_not_stored(new_record, field: str, value: object) -> None:
    record = new_record()
    setattr(record, field, value)
    with pytest.raises(ValidationError), transaction.atomic():
        record.save()
    assert getattr(Record.objects.get(), field) is None


def test_field_of_a_model_without_key_is_a_wrong_model() -> None:
    class Keyless(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "sealed_app"
            managed = False

        def __str__(self) -> str:
            return "keyless"

    try:
        found = {error.id for error in Keyless.check() if error.id.startswith("vault.")}
    finally:
        from django.apps import apps

        del apps.all_models["sealed_app"]["keyless"]
        apps.clear_cache()
    assert found == {"vault.E1", "vault.E2"}


@pytest.mark.parametrize("option", ["unique", "db_index", "primary_key"])
def test_field_that_would_compare_ciphertexts_is_refused(option: str) -> None:
    with pytest.raises(TypeError):
        EncryptedTextField(**{option: True})


def test_field_is_written_to_migrations_without_its_plaintext_options() -> None:
    field = next(f for f in sealed_fields(Record) if f.name == "legal_name")
    assert field.deconstruct()[1:] == (
        "vault.fields.EncryptedTextField",
        [],
        {"blank": True, "gate": "identity"},
    )


def test_value_that_no_longer_opens_can_be_replaced(new_record) -> None:
    moved = new_record(details=[1]).__dict__["details"]
    for damage in (moved, Sealed(b"damaged")):
        Record.objects.update(story=damage)
        damaged = Record.objects.get()
        damaged.story = STORY
        damaged.save()
        assert Record.objects.get().story == STORY


def test_row_without_primary_key_seals_nothing(new_record) -> None:
    record = new_record(story=STORY)
    record.pk = None
    with pytest.raises(ValueError, match="no primary key"):
        _ = record.story


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
