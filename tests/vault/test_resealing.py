"""A new key for what one key sealed: all of it, live and history, and nothing else."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from audit.enums import AuditAction
from audit.models import Event
from tests.sealed_app.models import Note, Record
from vault.envelope import key_id_of
from vault.exceptions import KeyUnavailable
from vault.fields import sealed_fields
from vault.finding import sealed_under
from vault.keyring import keyring
from vault.models import DataKey
from vault.resealing import CannotReseal, rotate_data_key
from vault.sealed import Sealed, passing_sealed

pytestmark = pytest.mark.django_db

CASE = uuid4()


@pytest.fixture
def record(new_record: Callable[..., Record]) -> Record:
    """A record with a history of two rows and a note."""
    record = new_record(
        story="Edo", details={"a": 1}, phone="600 11 22 33", legal_name="Joy", born_on="1999-01-02"
    )
    record.story = "Benin City"
    record.save()
    Note.objects.create(record=record, text="a note")
    return record


def rotate(record: Record) -> Any:
    return rotate_data_key(record.data_key_id, case=CASE, report=lambda *_: None, settle=0)


def columns(model: type, *, sealed: bool) -> list[dict[str, Any]]:
    """All rows as stored: only the sealed columns, or only the others."""
    names = {field.attname for field in sealed_fields(model)}
    with passing_sealed():
        rows = list(model._base_manager.order_by("pk").values())
    return [{n: v for n, v in row.items() if (n in names) is sealed} for row in rows]


def keys_in_use() -> set[Any]:
    return {
        key_id_of(value.blob)
        for model in (Record, Note, Record.history.model)
        for row in columns(model, sealed=True)
        for value in row.values()
        if isinstance(value, Sealed)
    }


def test_everything_of_the_key_is_sealed_anew_and_reads_as_before(record: Record) -> None:
    before = record.data_key_id
    after = rotate(record)
    assert keys_in_use() == {after}
    assert set(DataKey.objects.filter(owner="person").values_list("pk", flat=True)) == {after}
    read = Record.objects.get()
    assert (read.data_key_id, read.story, read.details) == (after, "Benin City", {"a": 1})
    assert [row.story for row in Record.history.order_by("pk")] == ["Edo", "Benin City"]
    assert Note.objects.get().text == "a note"
    with pytest.raises(KeyUnavailable):
        keyring.key(before)


def test_nothing_but_ciphertext_changes_and_nothing_of_others(
    record: Record, new_record: Callable[..., Record]
) -> None:
    other = new_record(story="another", legal_name="Ana")
    models = (Record, Note, Record.history.model)
    plain = [columns(model, sealed=False) for model in models]
    others = columns(Record, sealed=True)
    rotate(record)
    for model, rows in zip(models, plain, strict=True):
        now = columns(model, sealed=False)
        if model is Record:
            for row in (*rows, *now):
                row.update({"data_key_id": None} if row["id"] != other.pk else {})
        assert now == rows
    same = [a == b for a, b in zip(others, columns(Record, sealed=True), strict=True)]
    assert sorted(same) == [False, True]
    other.refresh_from_db()
    assert other.story == "another"


def test_rotation_is_recorded(record: Record) -> None:
    before = record.data_key_id
    after = rotate(record)
    made, destroyed = Event.objects.filter(case_ref=CASE).order_by("pk")
    assert (made.kind, made.target) == (AuditAction.KEY_ROTATED, after)
    assert (destroyed.kind, destroyed.target) == (AuditAction.KEY_DESTROYED, before)


def test_rotation_goes_through_more_than_one_batch(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.resealing.BATCH", 2)
    for number in range(5):
        Note.objects.create(record=record, text=f"note {number}")
    seen: list[tuple[int, int]] = []
    rotate_data_key(record.data_key_id, case=CASE, report=lambda *at: seen.append(at), settle=0)
    total = seen[-1][1]
    assert seen[-1] == (total, total)
    assert {note.text for note in Note.objects.all()} == {
        "a note",
        *map("note {}".format, range(5)),
    }


def test_save_of_a_stale_copy_meanwhile_is_sealed_anew_too(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = Record.objects.get(pk=record.pk)

    def meanwhile(_: float) -> None:
        stale.label = "late"
        stale.save()

    monkeypatch.setattr("vault.resealing.time.sleep", meanwhile)
    after = rotate(record)
    read = Record.objects.get()
    assert (read.label, read.story, read.data_key_id) == ("late", "Benin City", after)
    assert keys_in_use() == {after}


def test_value_that_does_not_open_keeps_the_key_before(record: Record) -> None:
    before = record.data_key_id
    with passing_sealed():
        blob = Note.objects.get().text.blob
    Note.objects.update(text=Sealed(blob[:-1] + bytes([blob[-1] ^ 1])))
    with pytest.raises(CannotReseal, match="1 values do not open"):
        rotate(record)
    assert DataKey.objects.filter(pk=before).exists()
    assert Record.objects.get().story == "Benin City"
    assert keys_in_use() - {before} == {Record.objects.get().data_key_id}


def test_key_that_is_gone_is_refused(record: Record) -> None:
    DataKey.objects.filter(pk=record.data_key_id).delete()
    with pytest.raises(KeyUnavailable, match="does not exist"):
        rotate(record)
    assert DataKey.objects.filter(owner="person").count() == 0


def test_ciphertext_is_found_by_the_key_it_names(
    record: Record, new_record: Callable[..., Record]
) -> None:
    new_record(story="another")
    found = {
        f"{field.model._meta.label}.{field.name}": rows.count()
        for field, rows in sealed_under([record.data_key_id])
        if rows.count()
    }
    each = {"details", "phone", "legal_name", "born_on", "story"}
    assert found == {
        **{f"sealed_app.Record.{name}": 1 for name in each},
        **{f"sealed_app.HistoricalRecord.{name}": 2 for name in each},
        "sealed_app.Note.text": 1,
    }


@pytest.mark.parametrize("moment", range(1, 6))
def test_rotation_goes_on_where_it_was(
    record: Record, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Fail where a kill would leave it: before each step that commits."""
    steps = ["_make_successor", "_name_new_key", "_reseal_all", "destroy_data_key"]
    left = [moment]

    class Killed(BaseException):
        pass

    def watched(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return step(*arguments)

        return run

    with monkeypatch.context() as patch:
        for name in steps:
            import vault.resealing

            patch.setattr(vault.resealing, name, watched(getattr(vault.resealing, name)))
        with pytest.raises(Killed):
            rotate(record)
    assert Record.objects.get().story == "Benin City"
    after = rotate(Record.objects.get())
    assert keys_in_use() == {after}
    assert DataKey.objects.filter(owner="person").count() == 1
    assert Record.objects.get().story == "Benin City"
