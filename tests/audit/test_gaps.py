"""A loss that two people declare verifies; every other one stays a fork."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import Checkpoint
from tests.audit.trees import (
    by_force,
    exported,
    people,
    roll_back,
    seal,
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


def test_declared_gap_verifies(export_folder: Path, tmp_path: Path) -> None:
    seal(2)
    keys = people(tmp_path)
    seal(3)
    seen = witness(tmp_path / "auditor")
    roll_back(2)
    call_command("audit_declare_gap", witnessed=seen, without_copy=True, **keys)
    seal(2)

    folder = exported(export_folder)
    assert verdict(folder, seen).startswith("ok: ")
    assert "declared gap at 3 after 7" in verdict(folder, seen)
    assert witness(tmp_path / "auditor").read_text().count("\n\n— ") == 2
    seal(2)
    witness(tmp_path / "auditor")
    assert verdict(exported(export_folder), seen).startswith("ok: ")


def test_gap_signed_by_one_person_is_named(export_folder: Path, tmp_path: Path) -> None:
    seal(2)
    keys = people(tmp_path)
    seal(3)
    seen = witness(tmp_path / "auditor")
    roll_back(2)
    call_command("audit_declare_gap", witnessed=seen, without_copy=True, **keys)
    last = Checkpoint.objects.order_by("pk").last()
    short = "".join(last.note.splitlines(keepends=True)[:-1])
    by_force("UPDATE audit_checkpoint SET note = %s WHERE id = %s", values=[short, last.pk])

    assert verdict(exported(export_folder), seen) == (
        "bad: checkpoints.txt: checkpoint 3 (size 3) declares a gap that administrator and "
        "auditor did not both sign"
    )
    with pytest.raises(CommandError, match="Rollback"):
        witness(tmp_path / "auditor")


def test_gap_is_refused_where_nothing_is_lost(tmp_path: Path) -> None:
    seal(2)
    keys = people(tmp_path)
    seen = witness(tmp_path / "auditor")
    seal(3)

    with pytest.raises(CommandError, match="Nothing is lost"):
        call_command("audit_declare_gap", witnessed=seen, **keys)


def test_gap_needs_both_keys_that_are_known(tmp_path: Path) -> None:
    seal(2)
    keys = people(tmp_path)
    seal(3)
    seen = witness(tmp_path / "auditor")
    roll_back(2)

    with pytest.raises(CommandError, match="copy-ahead"):
        call_command("audit_declare_gap", witnessed=seen, **keys)
    twice = keys | {"auditor_key": keys["administrator_key"]}
    with pytest.raises(CommandError, match="not the one known of the auditor"):
        call_command("audit_declare_gap", witnessed=seen, without_copy=True, **twice)
    (tmp_path / "auditor2").write_text("rubbish")
    broken = keys | {"auditor_key": tmp_path / "auditor2"}
    with pytest.raises(CommandError, match="no signing key"):
        call_command("audit_declare_gap", witnessed=seen, without_copy=True, **broken)
