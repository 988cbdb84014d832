"""The verifier as a program: one file, alone, that names what is wrong or cannot be read."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit import verify_audit
from tests.audit.trees import copied, seal, verdict, witness

pytestmark = pytest.mark.django_db


def run(*arguments: object, program: Path = Path(verify_audit.__file__)) -> tuple[int, str, str]:
    """Run the program; return exit code, output and errors."""
    command = [sys.executable, str(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=program.parent)
    return done.returncode, done.stdout, done.stderr


def test_program_runs_alone_beside_modules_that_pose_as_others(tmp_path: Path) -> None:
    seal(2)
    seen = witness(tmp_path / "auditor")
    program = tmp_path / "alone" / "verify_audit.py"
    program.parent.mkdir()
    shutil.copy(verify_audit.__file__, program)
    for name in ("argparse", "base64", "hashlib", "dataclasses", "pathlib", "cryptography"):
        (program.parent / f"{name}.py").write_text("raise SystemExit('posed')")

    assert run(copied(), program=program) == (
        0,
        "ok: 2 events, 1 checkpoints, without a witness\n",
        "",
    )
    assert run(copied(), "--witnessed", seen, program=program) == (
        0,
        "ok: 2 events, 1 checkpoints, 1 witnessed\n",
        "",
    )


def test_program_says_what_is_bad_and_exits_1(tmp_path: Path) -> None:
    seal(2, 3)
    path = copied() / "events.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))

    assert run(copied()) == (
        1,
        "bad: events.ndjson: event 2 is missing; checkpoint 1 (size 2) does not fit the events.\n",
        "",
    )
    code, output, errors = run(tmp_path / "nowhere")
    assert (code, errors) == (1, "")
    assert output.startswith("bad: cannot read the files: ")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("events.ndjson", b"", "event 1 is missing"),
        ("events.ndjson", b"{}", "event 1 is cut off"),
        ("checkpoints.txt", b"", "holds no checkpoint"),
        ("checkpoints.txt", b"rubbish", "does not end with a whole checkpoint"),
        ("checkpoints.txt", b"a\nb\nc\n\nd\n\n", "checkpoint 1 cannot be read"),
        ("checkpoints.txt", b"a\n1\nAAAA\n\nd\n\n", "checkpoint 1 cannot be read"),
        ("key.pub", b"", "holds no key"),
        ("key.pub", b"rubbish\n", "a line that is no key"),
        ("key.pub", b"name+00000000+AQID\n", "does not fit the key"),
    ],
)
def test_file_that_is_not_what_it_should_be_is_named(name: str, content: bytes, said: str) -> None:
    seal(2)
    (copied() / name).write_bytes(content)

    assert said in verdict(copied())


def test_without_leaf_hashes_the_checkpoint_is_named() -> None:
    seal(2, 3)
    path = copied() / "events.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    (copied() / "hashes.bin").unlink()

    path.write_bytes(b"".join([*lines[:3], b"{}\n", lines[4]]))
    assert "one of the events 3 to 5 was altered" in verdict(copied())
    path.write_bytes(b"".join(lines[:4]))
    assert "of the events 3 to 5 at least 1 are missing" in verdict(copied())


def test_checkpoints_that_go_back_are_named() -> None:
    seal(2, 3)
    path = copied() / "checkpoints.txt"
    first, second = path.read_text().split("\n\n")[:2], path.read_text().split("\n\n")[2:4]
    path.write_text("\n\n".join([*second, *first]) + "\n\n")

    assert verdict(copied()) == (
        "bad: checkpoints.txt: checkpoint 2 (size 2) goes back behind the one before it (size 5): "
        "rollback"
    )


def test_empty_and_full_events_can_be_told_apart() -> None:
    seal(1)
    with (copied() / "events.ndjson").open("ab") as file:
        file.write(b"\n")

    assert verdict(copied()) == "bad: events.ndjson: event 2 lies beyond the last checkpoint"
