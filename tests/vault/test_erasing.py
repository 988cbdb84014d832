"""Erasure of keys: the ledger, what is cleared, kills, and what a restore brings back."""

import sqlite3
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audit.enums import AuditAction
from audit.models import Event
from audit.services import AuditUnavailable
from core.ports import clears_erased
from tests.sealed_app.models import Note, Record
from tests.vault.conftest import Run, Somebody
from tests.vault.test_clock import copy
from vault import clock, erasing
from vault.erasing import finish_erasures, order_erasure, replay_erasures
from vault.exceptions import KeyUnavailable
from vault.fields import sealed_fields
from vault.models import DataKey, ErasureLedger
from vault.resealing import _make_successor
from vault.sealed import passing_sealed
from vault.services import sweep_ownerless_keys
from vault.setup import prepare_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def canary(db: None) -> None:
    """What commands ask for before they run."""
    prepare_keys()


@pytest.fixture
def record(new_record: Callable[..., Record]) -> Record:
    """A record with a history of two rows and a note."""
    record = new_record(
        label="kept", story="Edo", phone="600 11 22 33", legal_name="Joy", born_on="1999-01-02"
    )
    record.story = "Benin City"
    record.save()
    Note.objects.create(record=record, text="a note")
    return record


def erase(record: Record, **facts: Any) -> int:
    keys = order_erasure([record.data_key_id], basis="right_to_erasure")
    return finish_erasures(keys, **facts)


def sealed_values() -> set[Any]:
    """What stands in all sealed columns and indexes of all rows, live and history."""
    found = set()
    with passing_sealed():
        for model in (Record, Note, Record.history.model):
            names = [field.attname for field in sealed_fields(model)]
            names += ["phone_index", "legal_name_index"] if model is Record else []
            for row in model._base_manager.values(*names):
                found |= set(row.values())
    return found


def test_erasure_destroys_the_key_and_clears_values_indexes_and_history(record: Record) -> None:
    assert erase(record) == 1
    assert not DataKey.objects.filter(pk=record.data_key_id).exists()
    assert sealed_values() == {None}
    read = Record.objects.get()
    assert (read.label, read.story, Record.history.count()) == ("kept", "", 2)
    row = ErasureLedger.objects.get()
    assert (row.data_key_id, row.basis) == (record.data_key_id, "right_to_erasure")
    assert row.ordered_at <= row.key_destroyed_at <= row.data_cleared_at


def test_erasure_leaves_others_alone(record: Record, new_record: Callable[..., Record]) -> None:
    other = new_record(story="another", phone="600 22 33 44")
    index = other.phone_index
    erase(record)
    read = Record.objects.get(pk=other.pk)
    assert (read.story, read.phone_index) == ("another", index)


def test_copy_of_the_data_from_before_is_unreadable(record: Record) -> None:
    before = Record.objects.get()
    erase(record)
    with pytest.raises(KeyUnavailable):
        _ = before.story


def test_erasure_is_recorded_before_the_key_is_gone(record: Record, somebody: Somebody) -> None:
    erase(record, by=somebody, case=record.pk)
    event = Event.objects.get(kind=AuditAction.KEY_DESTROYED)
    assert (event.actor, event.case_ref, event.target) == (
        somebody.pk, record.pk, record.data_key_id,
    )  # fmt: skip
    assert clock.seen() == clock.ticks()


def test_key_is_kept_while_its_end_cannot_be_recorded(record: Record, settings: Any) -> None:
    settings.AUDIT_READ_ALIAS = "keys"
    with pytest.raises(AuditUnavailable):
        erase(record)
    assert DataKey.objects.filter(pk=record.data_key_id).exists()
    settings.AUDIT_READ_ALIAS = "default"
    assert finish_erasures([record.data_key_id]) == 1
    assert sealed_values() == {None}


def test_erasure_in_the_middle_of_a_rotation_destroys_both_keys(record: Record) -> None:
    new = _make_successor(record.data_key_id, "person")
    assert erase(record) == 2
    assert not DataKey.objects.filter(pk__in=[record.data_key_id, new]).exists()
    other = ErasureLedger.objects.count()
    order_erasure([new], basis="right_to_erasure")
    assert ErasureLedger.objects.count() == other


def test_other_rooms_clear_theirs_in_the_same_transaction(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(erasing, "clears_erased", [*clears_erased, seen.append])
    erase(record)
    assert seen == [[record.data_key_id]]


@pytest.mark.parametrize("moment", range(1, 7))
def test_erasure_goes_on_where_it_was(
    record: Record, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Fail where a kill would leave it: before each thing that commits."""

    class Killed(BaseException):
        pass

    left = [moment]

    def watched(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **facts: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return step(*arguments, **facts)

        return run

    order_erasure([record.data_key_id], basis="right_to_erasure")
    with monkeypatch.context() as patch:
        for name in ("record_read", "destroy_data_key", "_clear", "_empty_sealed"):
            patch.setattr(erasing, name, watched(getattr(erasing, name)))
        patch.setattr(clock, "mark", watched(clock.mark))
        with pytest.raises(Killed):
            finish_erasures([record.data_key_id])
    finish_erasures([record.data_key_id])
    assert not DataKey.objects.filter(pk=record.data_key_id).exists()
    assert sealed_values() == {None}
    assert ErasureLedger.objects.filter(data_cleared_at=None).count() == 0
    assert finish_erasures([record.data_key_id]) == 0


def test_replay_clears_what_a_restore_brought_back(canary: None, record: Record) -> None:
    with passing_sealed():
        live = Record.objects.values().get()
        old = Note.objects.values().get()
    erase(record)
    with passing_sealed():
        Record.objects.filter(pk=record.pk).update(**live)
        Note.objects.filter(pk=old["id"]).update(**old)
    assert sealed_values() != {None}
    out = StringIO()
    call_command("replay_erasures", stdout=out)
    assert out.getvalue() == "1 erased keys gone through; nothing of theirs is left.\n"
    assert sealed_values() == {None}
    assert replay_erasures() == 1


def test_replay_goes_through_more_than_one_batch(
    new_record: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    records = [new_record(story="Edo") for _ in range(5)]
    keys = order_erasure([record.data_key_id for record in records], basis="right_to_erasure")
    assert finish_erasures(keys) == 5
    assert replay_erasures() == 5
    assert sealed_values() == {None}


def test_sweep_of_ownerless_keys_has_nothing_to_do_with_erased_ones(record: Record) -> None:
    erase(record)
    assert sweep_ownerless_keys() == 0


@pytest.mark.slow
def test_old_main_with_newer_keys_stays_erased_and_older_keys_are_refused(
    installed: Path, run_python: Run
) -> None:
    done = run_python("manage.py", "migrate", "--no-input")
    assert done.returncode == 0, done.stderr
    before, after = installed / "before", installed / "after"
    before.mkdir()
    after.mkdir()
    key = run_python("-c", OPEN).stdout.strip()
    for name in ("bidelagun.sqlite3", "keys.sqlite3"):
        copy(installed, before, name)
    done = run_python("-c", ERASE, key)
    assert done.returncode == 0, done.stderr
    for name in ("bidelagun.sqlite3", "keys.sqlite3"):
        copy(installed, after, name)

    copy(before, installed, "bidelagun.sqlite3")  # an old main, the keys as they are
    assert sealed_in(installed) is not None
    assert run_python("-c", READ).stdout == "gone\n"
    replayed = run_python("manage.py", "replay_erasures")
    assert replayed.stdout == "1 erased keys gone through; nothing of theirs is left.\n"
    assert sealed_in(installed) is None

    copy(after, installed, "bidelagun.sqlite3")  # a new main, the keys from before
    copy(before, installed, "keys.sqlite3")
    refused = run_python("-c", "import config.wsgi")
    assert "The keys database is older than the main database" in refused.stderr

    copy(after, installed, "keys.sqlite3")
    assert run_python("-c", "import config.wsgi").returncode == 0


def sealed_in(folder: Path) -> Any:
    database = sqlite3.connect(folder / "bidelagun.sqlite3")
    try:
        return database.execute("SELECT legal_name FROM cases_person").fetchone()[0]
    finally:
        database.close()


OPEN = """
import django
django.setup()
from cases.models import Person
from vault.services import create_data_key
key = create_data_key(owner="person")
Person.objects.create(data_key_id=key, legal_name="Joy Osagie")
print(key)
"""
ERASE = """
import sys, uuid
import django
django.setup()
from vault.erasing import finish_erasures, order_erasure
finish_erasures(order_erasure([uuid.UUID(sys.argv[1])], basis="right_to_erasure"))
"""
READ = """
import django
django.setup()
from cases.models import Person
from vault.exceptions import KeyUnavailable
from vault.gate import Scope, opened
from vault.enums import Tier
from vault.places import record_of
person = Person.objects.get()
with opened(Scope(frozenset({record_of(person)}), Tier.IDENTITY)):
    try:
        print(person.legal_name)
    except KeyUnavailable:
        print("gone")
"""
