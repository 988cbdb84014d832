"""`manage.py simulate_protocol`, as somebody at a terminal meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from protocols.writer import write
from tests.protocols.charts import chart, step
from tests.protocols.test_checker import BROKEN

ROOT = Path(__file__).resolve().parents[3]
SMALL = write(chart([step("a"), step("b")], "s a", "a b", "b e"))


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """Run it with an empty environment in an empty folder: no database, no keys, no var/."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "simulate_protocol", *arguments],
        env={"BIDELAGUN_DATA_DIR": str(at / "nothing")},
        cwd=at,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not (at / "nothing").exists()
    assert "Traceback" not in done.stderr
    return done


def test_it_simulates_without_a_database_and_says_that_it_assumes(tmp_path):
    (tmp_path / "small.bpmn").write_bytes(SMALL)
    (tmp_path / "given.yaml").write_text("capacities: {specialised_ngo: {workers: 0}}\nseed: 3\n")
    asked = ("small.bpmn", "--cases-per-week", "3", "--weeks", "20", "--assumptions", "given.yaml")

    told = run(*asked, at=tmp_path)
    as_json = [run(*asked, "--json", at=tmp_path).stdout for _ in range(2)]

    assert told.returncode == 0
    assert "no forecast" in told.stdout
    assert "3 cases a week, 20 weeks, seed 3" in told.stdout
    assert "BOTTLENECK" in told.stdout
    assert as_json[0] == as_json[1]
    result = json.loads(as_json[0])["result"]
    assert (result["arrived"] > 30, result["ended"]) == (True, 0)


@pytest.mark.parametrize(
    ("files", "arguments", "reason"),
    [
        ({}, ["missing.bpmn"], "missing.bpmn: No such file"),
        ({"a.bpmn": b"<a/>"}, ["a.bpmn"], "a.bpmn: "),
        ({"a.bpmn": write(BROKEN["implicit_split"][0])}, ["a.bpmn"], "is not sound"),
        ({"a.bpmn": SMALL}, ["a.bpmn", "--weeks", "0"], "weeks: a whole number from 1"),
        ({"a.bpmn": SMALL}, ["a.bpmn", "--cases-per-week", "nan"], "cases_per_week: a number"),
        ({"a.bpmn": SMALL}, ["a.bpmn", "--cases-per-week", "9000"], "At most 20000 cases"),
        ({"a.bpmn": SMALL}, ["a.bpmn", "--assumptions", "none.yaml"], "none.yaml: No such file"),
        ({"a.bpmn": SMALL, "x": b"{"}, ["a.bpmn", "--assumptions", "x"], "x: it is not YAML"),
        ({"a.bpmn": SMALL, "x": b"\xff\xfe\x00"}, ["a.bpmn", "--assumptions", "x"], "it is not YAML"),
        ({"a.bpmn": SMALL, "x": b"!!python/object:os.system {}"}, ["a.bpmn", "--assumptions", "x"], "not YAML"),
        ({"a.bpmn": SMALL, "x": b"durations: {z: {median: 1}}"}, ["a.bpmn", "--assumptions", "x"], "not in this flowchart: z"),
        ({"a.bpmn": SMALL, "x": b"- 1"}, ["a.bpmn", "--assumptions", "x"], "names and values"),
        ({"a.bpmn": SMALL}, ["a.bpmn", "--assumptions", "/dev/zero"], "too large"),
    ],
)  # fmt: skip
def test_what_cannot_be_simulated_is_said(tmp_path, monkeypatch, files, arguments, reason):
    monkeypatch.chdir(tmp_path)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        call_command("simulate_protocol", *arguments)


def test_an_error_ends_with_one_and_no_traceback(tmp_path):
    done = run("missing.bpmn", at=tmp_path)

    assert (done.returncode, done.stdout) == (1, "")
    assert "missing.bpmn" in done.stderr
