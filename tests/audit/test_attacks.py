"""What someone with every right on the database may try, and how the verifier names it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import signing
from audit.models import Checkpoint, Event, Leaf
from tests.audit.trees import (
    add,
    by_force,
    exported,
    roll_back,
    seal,
    tell_otherwise,
    verdict,
    witness,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def export_folder(tmp_path: Path) -> Path:
    """Where exports go."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


def event_at(number: int) -> int:
    """Return the database's number of sealed event `number`, from 1."""
    return Leaf.objects.get(seq=number - 1).event_id


def test_whole_log_is_ok(export_folder: Path, tmp_path: Path) -> None:
    seal(2, 3)
    seen = witness(tmp_path / "auditor")
    seal(4)
    folder = exported(export_folder)

    assert verdict(folder) == "ok: 10 events, 3 checkpoints, without a witness"
    assert verdict(folder, seen) == "ok: 10 events, 3 checkpoints, 1 witnessed"


def test_edited_event_is_named(export_folder: Path) -> None:
    seal(2, 3)
    by_force("UPDATE audit_event SET body = %s WHERE id = %s", values=[b"{}", event_at(4)])

    assert verdict(exported(export_folder)) == (
        "bad: events.ndjson: event 4 was altered; checkpoint 2 (size 5) does not fit the events"
    )


@pytest.mark.parametrize(
    ("column", "change"), [("actor", "entity"), ("kind", "'session:ended'"), ("at", "'2026-01-01'")]
)
def test_edited_column_is_named(export_folder: Path, column: str, change: str) -> None:
    seal(3)
    value = "'6f2b2f3e0d524a539f2a0c5bd6d1c001'" if change == "entity" else change
    by_force(f"UPDATE audit_event SET {column} = {value} WHERE id = {event_at(2)}")

    with pytest.raises(CommandError, match=f"number {event_at(2)} .* column {column} "):
        exported(export_folder)


def test_deleted_event_is_named(export_folder: Path) -> None:
    seal(2, 3)
    by_force(f"DELETE FROM audit_event WHERE id = {event_at(2)}")

    assert verdict(exported(export_folder)) == (
        "bad: events.ndjson: event 2 is missing; checkpoint 1 (size 2) does not fit the events"
    )


def test_deleted_last_event_is_named(export_folder: Path) -> None:
    seal(2, 3)
    by_force(f"DELETE FROM audit_event WHERE id = {event_at(5)}")

    assert verdict(exported(export_folder)) == (
        "bad: events.ndjson: event 5 is missing; checkpoint 2 (size 5) does not fit the events"
    )


def test_reordered_events_are_named(export_folder: Path) -> None:
    seal(2, 3)
    third, fourth = event_at(3), event_at(4)
    by_force(
        "UPDATE audit_leaf SET event_id = -1 WHERE seq = 2",
        f"UPDATE audit_leaf SET event_id = {third} WHERE seq = 3",
        f"UPDATE audit_leaf SET event_id = {fourth} WHERE seq = 2",
    )

    assert verdict(exported(export_folder)) == (
        "bad: events.ndjson: event 3 stands in another place: the events were reordered; "
        "checkpoint 2 (size 5) does not fit the events"
    )


def test_inserted_event_is_named(export_folder: Path) -> None:
    seal(2, 3)
    folder = exported(export_folder)
    lines = (folder / "events.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "events.ndjson").write_bytes(b"".join([*lines[:3], b"{}\n", *lines[3:]]))

    assert verdict(folder) == (
        "bad: events.ndjson: event 4 was inserted; checkpoint 2 (size 5) does not fit the events"
    )


def test_event_inserted_into_the_tree_is_named_to_its_checkpoint(export_folder: Path) -> None:
    seal(2, 3)
    (event,) = add()
    by_force(
        "UPDATE audit_leaf SET seq = -seq WHERE seq >= 3",
        "UPDATE audit_leaf SET seq = 1 - seq WHERE seq < 0",
    )
    Leaf.objects.create(seq=3, event_id=event.pk, hash=b"h" * 32)

    assert verdict(exported(export_folder)) == (
        "bad: events.ndjson: one of the events 3 to 5 was altered, removed, inserted or moved; "
        "checkpoint 2 (size 5) does not fit the events"
    )


def test_line_beyond_the_last_checkpoint_is_named(export_folder: Path) -> None:
    seal(2)
    folder = exported(export_folder)
    with (folder / "events.ndjson").open("ab") as file:
        file.write(b"{}\n")

    assert verdict(folder) == ("bad: events.ndjson: event 3 lies beyond the last checkpoint")


def test_cut_tail_is_named_against_a_witness(export_folder: Path, tmp_path: Path) -> None:
    seal(2, 3)
    seen = witness(tmp_path / "auditor")
    roll_back(2)
    folder = exported(export_folder)

    assert verdict(folder) == "ok: 2 events, 1 checkpoints, without a witness"
    assert verdict(folder, seen) == (
        "bad: rollback: event 3 and those after it are missing; a witness saw 5 events, this log "
        "ends after 2"
    )
    with pytest.raises(CommandError, match="Rollback: the log ends after 2 events, but 5 were"):
        witness(tmp_path / "auditor")


def test_old_backup_that_went_on_is_named_against_a_witness(
    export_folder: Path, tmp_path: Path, sealed_folder: Path
) -> None:
    seal(2, 3)
    seen = witness(tmp_path / "auditor")
    roll_back(2)
    (sealed_folder / "audit-copy").rename(tmp_path / "lost")
    (sealed_folder / "audit_checkpoints.txt").unlink()
    seal(9)
    folder = exported(export_folder)

    assert verdict(folder) == "ok: 11 events, 2 checkpoints, without a witness"
    assert verdict(folder, seen) == (
        "bad: split view or rollback: a witness saw another history up to event 5 than this log "
        "tells"
    )
    with pytest.raises(CommandError, match="first 5 events are not those"):
        witness(tmp_path / "auditor")
    last = Event.objects.order_by("pk").last()
    assert (last.kind, last.outcome) == ("log:forked", "failed")


def test_split_view_is_named_against_a_witness(export_folder: Path, tmp_path: Path) -> None:
    seal(2, 3)
    seen = witness(tmp_path / "auditor")
    tell_otherwise(3, bytes(add()[0].body))
    folder = tmp_path / "other"
    with pytest.raises(CommandError, match="column"):
        call_command("audit_export", str(folder))

    assert verdict(folder) == "ok: 5 events, 1 checkpoints, without a witness"
    assert verdict(folder, seen) == (
        "bad: split view or rollback: a witness saw another history up to event 5 than this log "
        "tells"
    )


def test_checkpoint_of_another_key_is_named(export_folder: Path, tmp_path: Path) -> None:
    seal(2, 3)
    other = signing.make_signer(tmp_path / "other", signing.read_signer(signing.key_path()).name)
    note = Checkpoint.objects.get(size=5).note
    size, root = 5, note.splitlines()[2]
    text = f"{other.name}\n{size}\n{root}\n"
    forged = text + "\n" + other.sign(text)
    by_force("UPDATE audit_checkpoint SET note = %s WHERE size = 5", values=[forged])

    assert verdict(exported(export_folder)) == (
        "bad: checkpoints.txt: checkpoint 2 (size 5) is forged: the key of the log did not sign it"
    )


def test_changed_checkpoint_is_named(export_folder: Path) -> None:
    seal(2, 3)
    by_force("UPDATE audit_checkpoint SET note = replace(note, '5', '4') WHERE size = 5")

    assert "checkpoint 2" in verdict(exported(export_folder))


def test_log_under_another_key_is_named_against_a_witness(
    export_folder: Path, tmp_path: Path
) -> None:
    seal(2, 3)
    seen = witness(tmp_path / "auditor")
    signing.key_path().unlink()
    signing.make_log_key()
    tell_otherwise(3, bytes(add()[0].body))
    signing.publish(signing.read_signer(signing.key_path()))
    folder = tmp_path / "other"
    with pytest.raises(CommandError, match="column"):
        call_command("audit_export", str(folder))

    assert verdict(folder) == "ok: 5 events, 1 checkpoints, without a witness"
    assert verdict(folder, seen) == (
        "bad: key.pub is not the key the witness knows: every checkpoint is forged"
    )
    with pytest.raises(CommandError, match="key of the log is another"):
        witness(tmp_path / "auditor")
