import datetime as dt
import inspect

import pytest
from simple_history import models as simple_history

from tests.sealed_app.models import Record
from vault.envelope import count_openings
from vault.exceptions import RevealRequired
from vault.sealed import Sealed, passing_sealed

pytestmark = pytest.mark.django_db


def slots(row: object, *names: str) -> list[object]:
    return [row.__dict__[name] for name in names]


def test_history_keeps_the_same_ciphertext(new_record) -> None:
    record = new_record(story="Edo", legal_name="Joy", phone="600 111 222")
    row = record.history.get()
    names = ("story", "legal_name", "phone")
    assert slots(row, *names) == slots(record, *names)


def test_saving_opens_and_seals_nothing_that_did_not_change(new_record) -> None:
    record = new_record(story="Edo", legal_name="Joy")
    record.label = "changed"
    with count_openings() as openings:
        record.save()
    new, old = record.history.all()
    assert openings.count == 0
    assert slots(new, "story", "legal_name") == slots(old, "story", "legal_name")


def test_value_not_named_in_update_fields_is_in_the_history_as_it_will_be_saved(
    new_record,
) -> None:
    record = new_record(story="Edo")
    record.story, record.label = "otra", "changed"
    record.save(update_fields=["label"])
    record.save()
    newest, middle, _ = record.history.all()
    assert newest.story == middle.story == "otra"
    assert Record.objects.get().story == "otra"


def test_history_row_opens_as_the_tracked_row(new_record) -> None:
    record = new_record(story="Edo", started_on=dt.date(2024, 2, 29))
    record.story = "otra"
    record.save()
    new, old = record.history.all()
    assert (old.story, new.story, old.started_on) == ("Edo", "otra", dt.date(2024, 2, 29))


def test_history_row_keeps_its_gates(new_record) -> None:
    row = new_record(legal_name="Joy").history.get()
    with pytest.raises(RevealRequired):
        _ = row.legal_name


def test_history_leaves_blind_indexes_out(new_record) -> None:
    columns = {field.name for field in Record.history.model._meta.concrete_fields}
    assert columns & {"phone_index", "legal_name_index"} == set()
    assert columns >= {"phone", "legal_name"}


def test_instance_of_a_history_row_opens_nothing(new_record) -> None:
    record = new_record(story="Edo", legal_name="Joy", phone="600 111 222")
    with count_openings() as openings:
        row = record.history.get()
        then, tracked = row.instance, row.history_object
        at_that_time = Record.history.as_of(row.history_date).get()
        latest = record.history.most_recent()
        shown = str(row)
    assert openings.count == 0
    for restored in (then, tracked, at_that_time, latest):
        assert restored.story == "Edo"
        assert isinstance(restored.__dict__["legal_name"], Sealed)
    assert then.phone_index == record.phone_index
    assert shown == f"{row.history_id} of sealed_app.Record"


def test_difference_is_told_without_opening(new_record) -> None:
    record = new_record(story="Edo", legal_name="Joy", label="one")
    record.label = "two"
    record.legal_name = "Joyce"
    record.save()
    new, old = record.history.all()
    with count_openings() as openings, passing_sealed():
        changed = new.diff_against(old).changed_fields
    assert openings.count == 0
    assert changed == ["label", "legal_name"]


def test_deleting_keeps_the_last_ciphertext(new_record) -> None:
    record = new_record(story="Edo")
    before = slots(record, "story")
    with count_openings() as openings:
        Record.objects.defer("story").get().delete()
    last = Record.history.first()
    assert openings.count == 0
    assert (last.history_type, slots(last, "story")) == ("-", before)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("create_history_model", ["self", "model", "inherited"]),
        ("get_extra_fields", ["self", "model", "fields"]),
        ("create_historical_record", ["self", "instance", "history_type", "using"]),
    ],
)
def test_overridden_internals_of_simple_history_are_as_they_were(
    name: str, parameters: list[str]
) -> None:
    method = getattr(simple_history.HistoricalRecords, name)
    assert list(inspect.signature(method).parameters) == parameters


def test_simple_history_still_gives_what_is_wrapped() -> None:
    model = Record.history.model
    assert model.instance_type is Record
    assert isinstance(inspect.getattr_static(model, "instance"), property)
    assert hasattr(simple_history.HistoricalObjectDescriptor, "__get__")
    assert "phone_index" in model._history_excluded_fields
