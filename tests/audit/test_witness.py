"""The auditor's folder: believed keys, and nothing given up without a proof."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit import signing
from audit.models import Checkpoint, Event
from tests.audit.trees import by_force, people, seal, witness

pytestmark = pytest.mark.django_db


def test_witness_keeps_each_checkpoint_once(tmp_path: Path) -> None:
    seal(2)
    folder = tmp_path / "auditor"
    witness(folder)
    seen = witness(folder)
    assert seen.read_text() == Checkpoint.objects.get(size=2).note + "\n"

    seal(3)
    witness(folder)

    notes = [note.note + "\n" for note in Checkpoint.objects.all()]
    assert seen.read_text() == "".join(notes)
    assert (folder / "key.pub").read_text() == signing.published()
    assert Event.objects.filter(kind="log:witnessed", outcome="done").count() == 3


def test_witness_goes_on_after_a_kill(tmp_path: Path) -> None:
    seal(2)
    seen = witness(tmp_path / "auditor")
    before = seen.read_text()
    seen.write_text(before + "bidelagun-12\n7\nAA")

    assert witness(tmp_path / "auditor").read_text() == before


def test_witness_lies_outside_the_data_folder(sealed_folder: Path) -> None:
    seal(1)

    with pytest.raises(CommandError, match="outside the data folder"):
        witness(sealed_folder / "auditor")


def test_nothing_sealed_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was sealed"):
        witness(tmp_path / "auditor")


def test_new_keys_of_people_are_believed_on_her_word_only(tmp_path: Path) -> None:
    seal(1)
    folder = tmp_path / "auditor"
    witness(folder)
    people(tmp_path)

    with pytest.raises(CommandError, match=r"New keys: .*/administrator, .*/auditor"):
        witness(folder)
    call_command("audit_witness", str(folder), accept_keys=True)

    assert (folder / "key.pub").read_text() == signing.published()
    assert len(signing.published().splitlines()) == 3


def test_forged_checkpoint_is_not_kept(tmp_path: Path) -> None:
    seal(1)
    witness(tmp_path / "auditor")
    by_force("UPDATE audit_checkpoint SET note = replace(note, '— ', '— x')")

    with pytest.raises(CommandError, match="is forged"):
        witness(tmp_path / "auditor")
    by_force("UPDATE audit_checkpoint SET note = 'rubbish'")
    with pytest.raises(CommandError, match="cannot be read"):
        witness(tmp_path / "auditor")


def test_damaged_tree_is_not_believed(tmp_path: Path) -> None:
    seal(2)
    witness(tmp_path / "auditor")
    seal(3)
    by_force("DELETE FROM audit_leaf WHERE seq = 3")

    with pytest.raises(CommandError, match="not those that were witnessed"):
        witness(tmp_path / "auditor")


def test_key_commands_refuse_what_is_half_said(tmp_path: Path) -> None:
    seal(1)
    with pytest.raises(CommandError, match="go together"):
        call_command("init_audit_key", role="auditor")
    call_command("init_audit_key")
    people(tmp_path)
    with pytest.raises(CommandError, match="is there already"):
        call_command("init_audit_key", role="auditor", file=tmp_path / "auditor.key")
    (tmp_path / "auditor.key").unlink()
    before = signing.published()
    call_command("init_audit_key", role="auditor", file=tmp_path / "auditor.key")

    lines = [set(text.splitlines()) for text in (before, signing.published())]
    assert [len(lines[0]), len(lines[1]), len(lines[0] & lines[1])] == [3, 3, 2]
    assert (tmp_path / "auditor.key").stat().st_mode & 0o777 == 0o400
