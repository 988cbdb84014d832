import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.forms import modelform_factory

from tests.sealed_app.models import Record
from vault.envelope import count_openings
from vault.exceptions import RevealRequired

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
    ("field", "value"),
    [
        ("started_on", "yesterday"),
        ("started_on", "2024-02-31"),
        ("details", 3),
        ("details", [float("nan")]),
        ("details", ["lone \ud800 surrogate"]),
        ("story", "lone \ud800 surrogate"),
    ],
)
def test_malformed_value_is_refused_and_not_stored(new_record, field: str, value: object) -> None:
    record = new_record()
    setattr(record, field, value)
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        record.save()
    assert "lone" not in repr(refused.value)
    assert getattr(refused.value.__context__, "object", None) is None
    assert not getattr(Record.objects.get(), field)
