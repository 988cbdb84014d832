"""After an old backup, the copy gives back what the backup lacks."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import copies, sequencer
from audit.models import Checkpoint, Event, Leaf, Pending
from tests.audit.trees import (
    add,
    by_force,
    copied,
    exported,
    problem,
    roll_back,
    seal,
    verdict,
    witness,
)

pytestmark = pytest.mark.django_db

COLUMNS = [field.name for field in Event._meta.fields if field.name != "id"]


def stored() -> list[tuple]:
    """Return all sealed events as they are stored, in their order."""
    rows = {event.pk: event for event in Event.objects.all()}
    leaves = Leaf.objects.order_by("seq").values_list("event_id", flat=True)
    return [
        tuple(
            bytes(value) if isinstance(value, memoryview) else value
            for value in (getattr(rows[number], name) for name in COLUMNS)
        )
        for number in leaves
    ]


@pytest.mark.parametrize("size", [0, 2, 5])
def test_copy_gives_back_what_a_backup_lacks(tmp_path: Path, size: int) -> None:
    seal(2, 3, 4)
    before, notes = stored(), list(Checkpoint.objects.values_list("size", "length", "note"))
    witness(tmp_path / "auditor")
    roll_back(size)
    sequencer.sequence()
    assert problem() == "copy-ahead"

    call_command("audit_restore")

    assert stored() == before
    assert list(Checkpoint.objects.values_list("size", "length", "note")) == notes
    sequencer.sequence()
    assert problem() == ""
    witness(tmp_path / "auditor")
    assert verdict(copied()) == "ok: 10 events, 4 checkpoints, without a witness"
    kinds = Event.objects.order_by("pk").values_list("kind", flat=True)
    assert [*kinds][-2:] == ["log:restored", "log:witnessed"]


def test_event_that_waited_in_the_backup_is_not_doubled() -> None:
    seal(2)
    waiting = add(1)
    sequencer.sequence()
    by_force(
        "DELETE FROM audit_leaf WHERE seq >= 2",
        "DELETE FROM audit_checkpoint WHERE size > 2",
        f"INSERT INTO audit_pending (event_id) VALUES ({waiting[0].pk})",
    )

    call_command("audit_restore")

    assert Event.objects.filter(kind="session:started").count() == 3
    assert list(Leaf.objects.values_list("event_id", flat=True))[2] == waiting[0].pk
    restored = Event.objects.get(kind="log:restored")
    assert list(Pending.objects.values_list("event_id", flat=True)) == [restored.pk]


def test_whole_database_has_nothing_to_restore() -> None:
    seal(2, 3)

    call_command("audit_restore", str(copied()))

    assert Event.objects.count() == 5


def test_tail_that_a_kill_left_in_the_copy_is_not_restored() -> None:
    seal(2, 3)
    with (copied() / "events.ndjson").open("ab") as file:
        file.write(b'{"half')
    roll_back(2)

    call_command("audit_restore")

    assert Leaf.objects.count() == 5


def test_altered_copy_is_refused() -> None:
    seal(2, 3)
    path = copied() / "events.ndjson"
    path.write_bytes(path.read_bytes().replace(b"session:started", b"session:changed", 1))
    roll_back(2)

    with pytest.raises(CommandError, match="event 1 was altered"):
        call_command("audit_restore")

    assert Leaf.objects.count() == 2


def test_copy_of_another_history_is_refused(tmp_path: Path) -> None:
    seal(2, 3)
    copied().rename(tmp_path / "lost")
    copies.notes_path().unlink()
    roll_back(2)
    seal(7)

    with pytest.raises(CommandError, match="different histories"):
        call_command("audit_restore", str(tmp_path / "lost"))


def test_missing_copy_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("audit_restore", str(tmp_path))


def test_export_goes_into_an_empty_folder_only(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was sealed"):
        call_command("audit_export", str(tmp_path / "new"))
    seal(2)
    folder = tmp_path / "exports"
    folder.mkdir()

    assert sorted(file.name for file in exported(folder).iterdir()) == [
        "checkpoints.txt",
        "events.ndjson",
        "hashes.bin",
        "key.pub",
    ]
    assert Event.objects.order_by("pk").last().kind == "log:exported"
    with pytest.raises(CommandError, match="is not empty"):
        call_command("audit_export", str(folder))
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("audit_export", str(folder / "export-0" / "key.pub" / "below"))
