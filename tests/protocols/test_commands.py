"""The commands, as somebody at a terminal meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from protocols.models import ProtocolVersion
from protocols.writer import write
from tests.factories.protocols import protocol_manager
from tests.protocols.charts import chart, step
from tests.protocols.test_checker import BROKEN
from tools.library_book import LIBRARY

ROOT = Path(__file__).resolve().parents[2]
FILES = [str(path) for path in sorted(LIBRARY.glob("*.bpmn"))]


def run(*files: str, at: Path) -> tuple[int, list[dict], str]:
    """Run it with an empty environment in an empty folder: no database, no keys, no var/."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check_protocol", *files],
        env={"BIDELAGUN_DATA_DIR": str(at / "nothing")},
        cwd=at,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not (at / "nothing").exists()
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_check_protocol_accepts_the_library_without_a_database(tmp_path):
    code, reports, _ = run(*FILES, at=tmp_path)

    assert code == 0
    assert reports == [{"file": name, "sound": True, "findings": []} for name in FILES]


def test_check_protocol_tells_what_is_wrong_and_goes_on(tmp_path):
    good = write(chart([step("a")], "s a", "a e"))
    (tmp_path / "good.bpmn").write_bytes(good)
    (tmp_path / "unsound.bpmn").write_bytes(write(BROKEN["implicit_split"][0]))
    script = good.replace(b"</bpmn:process>", b'<bpmn:scriptTask id="evil"/></bpmn:process>')
    (tmp_path / "script.bpmn").write_bytes(script)
    (tmp_path / "bomb.bpmn").write_bytes(good.replace(b"?>", b"?><!DOCTYPE a []>", 1))

    code, reports, errors = run(
        "good.bpmn", "unsound.bpmn", "script.bpmn", "bomb.bpmn", "missing.bpmn", ".", at=tmp_path
    )

    assert code == 1
    assert [report["sound"] for report in reports] == [True, False, False, False, False, False]
    assert [
        [(finding["code"], finding["element"]) for finding in report["findings"]][:1]
        for report in reports
    ] == [
        [],
        [("implicit_split", "a")],
        [("not_in_subset", "evil")],
        [("doctype", "")],
        [("unreadable", "")],
        [("unreadable", "")],
    ]
    assert "5 of 6 files are not sound." in errors
    assert "Traceback" not in errors


def test_check_protocol_reads_no_more_than_it_must():
    with pytest.raises(CommandError):
        call_command("check_protocol", "/dev/zero")


@pytest.mark.django_db
def test_load_library_makes_drafts_once(capsys):
    call_command("load_library")
    call_command("load_library")

    assert [version.status for version in ProtocolVersion.objects.all()] == ["draft"] * len(FILES)


@pytest.mark.django_db
def test_load_library_publishes_only_in_a_demo(settings):
    manager = protocol_manager()
    with pytest.raises(CommandError):
        call_command("load_library", publish=manager.email)

    settings.DEMO = True
    with pytest.raises(CommandError):
        call_command("load_library", publish="nobody@example.org")
    call_command("load_library", publish=manager.email)

    assert {version.status for version in ProtocolVersion.objects.all()} == {"current"}


def test_check_protocol_ends_quietly_when_all_is_well(capsys):
    call_command("check_protocol", *FILES)

    assert [json.loads(line)["sound"] for line in capsys.readouterr().out.splitlines()] == [
        True
    ] * len(FILES)


def test_check_protocol_fails_with_a_plain_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"^1 of 1 files are not sound\.$"):
        call_command("check_protocol", str(tmp_path / "missing.bpmn"))
