import datetime as dt
import pickle
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction

from tests.sealed_app.models import Record
from vault.exceptions import KeyUnavailable, RevealRequired, Tampered
from vault.fields import EncryptedTextField, sealed_fields
from vault.keyring import keyring
from vault.models import DataKey
from vault.sealed import Sealed

pytestmark = pytest.mark.django_db

STORY = "Llegó de Edo con dieciséis años"
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
