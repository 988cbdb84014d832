"""`scan_text`, as somebody at a terminal meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "benchmarks" / "guard_data" / "pii_sentences.jsonl"


def run(file: str, at: Path, given: bytes = b"") -> tuple[int, list[dict], str]:
    """Run it with an empty environment in an empty folder: no database, no keys, no var/."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "scan_text", "--jsonl", file],
        env={"BIDELAGUN_DATA_DIR": str(at / "nothing")},
        cwd=at,
        input=given,
        capture_output=True,
        timeout=300,
        check=False,
    )
    errors = done.stderr.decode()
    assert not (at / "nothing").exists()
    assert "Traceback" not in errors
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], errors


def test_scan_text_answers_each_line_without_database_or_keys(tmp_path):
    code, answers, errors = run(str(SENTENCES), tmp_path)

    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    assert (code, errors, len(answers)) == (0, "", len(rows))
    for row, answer in zip(rows, answers, strict=True):
        assert set(answer) == {"findings"}
        for finding in answer["findings"]:
            assert set(finding) == {"start", "end", "type", "tier"}
            assert 0 <= finding["start"] < finding["end"] <= len(row["text"])
            assert finding["tier"] in {"hard", "soft"}


def test_scan_text_reads_standard_input_and_counts_code_points(tmp_path):
    line = json.dumps({"text": "😀 612345678"}).encode()

    assert run("-", tmp_path, line) == (
        0,
        [{"findings": [{"start": 2, "end": 11, "type": "phone", "tier": "hard"}]}],
        "",
    )


def test_a_bad_line_is_told_with_its_number_and_nothing_else_is_lost(tmp_path):
    good = b'{"text": "612345678", "identity": null}'
    bad = [
        b"nonsense",
        b"\xff\xfe",
        b'{"text": 5}',
        b'["text"]',
        b'{"text": "a", "identity": []}',
        b'{"text": "a", "identity": {"names": "Ana"}}',
        b'{"text": "a", "identity": {"dob": "soon"}}',
        b'{"text": "a", "identity": {"dob": 5}}',
        b"[" * 100_000,
        b"9" * 5_000,
    ]

    code, answers, errors = run("-", tmp_path, b"\n".join([good, b"", *bad, good]))

    assert code == 1
    assert len(answers) == len(bad) + 2
    assert len(answers[0]["findings"]) == len(answers[-1]["findings"]) == 1
    assert all(answer["findings"] == [] and answer["error"] for answer in answers[1:-1])
    for number in range(3, 3 + len(bad)):
        assert f"Line {number}: " in errors
    assert f"{len(bad)} of {len(bad) + 2} lines could not be scanned." in errors


@pytest.mark.parametrize("file", ["missing.jsonl", ".", "/dev/zero"])
def test_a_file_that_cannot_be_read_is_told_plainly(tmp_path, file):
    code, answers, errors = run(file, tmp_path)

    assert (code, answers) == (1, [])
    assert errors.startswith("CommandError: ")


def test_nul_bytes_and_half_characters_do_no_harm(tmp_path):
    given = b'{"text": "\\u0000\\ud800 612345678", "identity": {"names": ["\\u0000"]}}'

    code, answers, _ = run("-", tmp_path, given)

    assert (code, [finding["type"] for finding in answers[0]["findings"]]) == (0, ["phone"])


@pytest.mark.slow
def test_a_megabyte_in_one_line_comes_to_an_end(tmp_path):
    note = "Hitzordua 2026ko martxoaren 3an; se informa a la usuaria y se deriva. "
    text = note * (2**20 // len(note)) + "612345678"

    code, answers, _ = run("-", tmp_path, json.dumps({"text": text}).encode())

    assert code == 0
    assert answers[0]["findings"][-1]["start"] == len(text) - 9
