"""Processes of their own: what starts, what refuses to, and what survives a kill."""

import base64
import signal
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess
from uuid import UUID

import pytest

from tests.vault.conftest import Run

OTHER_KEK = base64.b64encode(b"another key of thirty-two bytes.").decode()

LOAD_WEB = ("-c", "import config.wsgi")
START_WORKER = ("-m", "celery", "-A", "config", "worker", "--pool", "solo", "--without-gossip")
START_BEAT = ("-m", "celery", "-A", "config", "beat")
REBUILD = ("manage.py", "rebuild_blind_index")
NEED_THE_VAULT = [LOAD_WEB, START_WORKER, START_BEAT, REBUILD]

# Kills the process with -9 at the n-th occurrence of an event that Python itself announces.
KILLED_AT = """
import os, signal, sys
left = [{count}]
def watch(event, arguments):
    if event == {event!r}:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
sys.argv = ["manage.py", "init_keys"]
exec(open("manage.py").read())
"""

KILLED_BETWEEN_COMMITS = """
import os, signal
import django
django.setup()
from django.db import transaction
from vault.services import create_data_key
print(create_data_key(owner="person"), flush=True)
with transaction.atomic():
    os.kill(os.getpid(), signal.SIGKILL)
"""


def trouble(done: CompletedProcess[str]) -> list[str]:
    """What was said that is no mere information."""
    return [line for line in done.stderr.splitlines() if " INFO " not in line]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
def test_init_keys_makes_secrets_once_that_only_their_owner_reads(
    installed: Path, run_python: Run
) -> None:
    secrets = [installed / "kek", installed / "secret_key"]
    before = [path.read_bytes() for path in secrets]
    again = run_python("manage.py", "init_keys")
    assert (again.returncode, again.stdout) == (0, "All keys are there.\n")
    assert [path.read_bytes() for path in secrets] == before
    assert [mode(path) for path in secrets] == [0o400, 0o400]
    assert len(base64.b64decode(before[0])) == 32


@pytest.mark.slow
@pytest.mark.parametrize(
    ("event", "count"),
    [
        ("sqlite3.connect", 1),
        ("tempfile.mkstemp", 1),
        ("os.link", 1),
        ("os.link", 2),
        ("os.remove", 2),
    ],
)
def test_init_keys_goes_on_after_a_kill(
    run_python: Run, tmp_path: Path, event: str, count: int
) -> None:
    killed = run_python("-c", KILLED_AT.format(event=event, count=count))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    made = {
        path: path.read_bytes()
        for path in tmp_path.glob("[ks]*")
        if path.name in {"kek", "secret_key"}
    }
    again = run_python("manage.py", "init_keys")
    assert (again.returncode, trouble(again)) == (0, [])
    assert {path: path.read_bytes() for path in made} == made
    assert list(tmp_path.glob(".*.new")) == []


@pytest.mark.slow
def test_init_keys_twice_at_once_makes_one_key(run_python: Run, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: run_python("manage.py", "init_keys"), range(2)))
    assert [done.returncode for done in both] == [0, 0], [done.stderr for done in both]
    assert sorted(done.stdout for done in both) == [
        "All keys are there.\n",
        "Made: secret key, KEK, canary.\n",
    ]


@pytest.mark.slow
def test_init_keys_says_that_the_keys_database_does_not_answer(
    run_python: Run, tmp_path: Path
) -> None:
    (tmp_path / "keys.sqlite3").write_text("no database")
    refused = run_python("manage.py", "init_keys")
    assert refused.returncode == 1
    assert "CommandError: The keys database does not answer" in refused.stderr


@pytest.mark.slow
def test_everything_starts_with_the_right_key(installed: Path, run_python: Run) -> None:
    done = run_python(*LOAD_WEB)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", NEED_THE_VAULT)
def test_nothing_starts_with_a_missing_key(
    installed: Path, run_python: Run, command: tuple[str, ...]
) -> None:
    (installed / "kek").unlink()
    refused = run_python(*command)
    assert refused.returncode != 0
    assert f"The KEK file {installed / 'kek'} is missing" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [LOAD_WEB, START_WORKER])
def test_nothing_starts_with_another_key(
    installed: Path, run_python: Run, command: tuple[str, ...]
) -> None:
    (installed / "kek").unlink()
    (installed / "kek").write_text(OTHER_KEK)
    (installed / "kek").chmod(0o400)
    refused = run_python(*command)
    assert refused.returncode != 0
    assert "this installation was made with" in refused.stderr.replace("\n", " ")


@pytest.mark.slow
def test_nothing_starts_with_an_open_or_malformed_key(installed: Path, run_python: Run) -> None:
    (installed / "kek").chmod(0o644)
    assert "chmod 0400" in run_python(*LOAD_WEB).stderr
    (installed / "kek").write_text("not a key")
    (installed / "kek").chmod(0o400)
    assert "is not 32 bytes in base64" in run_python(*LOAD_WEB).stderr


@pytest.mark.slow
def test_nothing_starts_before_init_keys(run_python: Run) -> None:
    refused = run_python(*LOAD_WEB, KEK=OTHER_KEK, SECRET_KEY="only for this test")
    assert refused.returncode != 0
    assert "has no tables. Run: manage.py init_keys" in refused.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [("help",), ("makemigrations", "--check", "vault")])
def test_what_needs_no_key_runs_without_one(
    installed: Path, run_python: Run, command: tuple[str, ...]
) -> None:
    (installed / "kek").unlink()
    assert run_python("manage.py", *command).returncode == 0


@pytest.mark.slow
def test_key_committed_before_a_kill_is_there(installed: Path, run_python: Run) -> None:
    killed = run_python("-c", KILLED_BETWEEN_COMMITS)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    keys = sqlite3.connect(installed / "keys.sqlite3")
    found = keys.execute("SELECT id FROM vault_datakey WHERE owner = 'person'").fetchall()
    keys.close()
    assert [UUID(row[0]) for row in found] == [UUID(killed.stdout.strip())]
