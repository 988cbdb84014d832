"""Kill -9 of a sequencer, again and again: no event is lost or sealed twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import sequencer, signing
from audit.models import Event, Leaf, Pending
from tests.audit.trees import add, copied, problem, seal, verdict

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 600
CHILD = """
import os, sys
import django
from django.conf import settings
django.setup()
settings.DATA_DIR, settings.DATABASES["default"]["NAME"] = sys.argv[1:]
from audit import sequencer
print("ready", flush=True)
while True:
    sequencer.sequence(batch=7)
"""


def start(sealed_folder: Path) -> subprocess.Popen[str]:
    """Start a sequencer of its own on the test's database."""
    command = [
        sys.executable,
        "-c",
        CHILD,
        str(sealed_folder),
        str(connection.settings_dict["NAME"]),
    ]
    child = subprocess.Popen(
        command, cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait for something to come true, a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_sequencer_loses_and_doubles_nothing(sealed_folder: Path) -> None:
    add(EVENTS)
    for turn in range(4):
        child = start(sealed_folder)
        try:
            wanted = min(EVENTS, Leaf.objects.count() + 40 + 17 * turn)
            wait_for(lambda wanted=wanted: Leaf.objects.count() >= wanted)
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()

    sequencer.sequence()

    assert problem() == ""
    assert Pending.objects.count() == 0
    assert Leaf.objects.count() == EVENTS
    assert set(Leaf.objects.values_list("event_id", flat=True)) == set(
        Event.objects.values_list("pk", flat=True)
    )
    assert verdict(copied()).startswith(f"ok: {EVENTS} events")


@pytest.mark.django_db
def test_kill_while_the_key_is_made_leaves_none(monkeypatch) -> None:
    def killed(*_paths: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("audit.signing.os.link", killed)
    with pytest.raises(KeyboardInterrupt):
        signing.make_log_key()

    assert not signing.key_path().exists()


@pytest.mark.django_db
def test_watching_goes_on_until_interrupted(monkeypatch) -> None:
    add(2)
    naps = iter([None, None])

    def nap(_seconds: float) -> None:
        add(1)
        if next(naps, "end") == "end":
            raise KeyboardInterrupt

    monkeypatch.setattr("audit.management.commands.sequence_audit.sleep", nap)
    call_command("sequence_audit", watch=True)

    assert (Leaf.objects.count(), Pending.objects.count()) == (4, 1)


@pytest.mark.django_db
def test_command_says_what_it_sealed(capsys) -> None:
    seal(1)
    add(2)
    call_command("sequence_audit")
    assert capsys.readouterr().out == "Sealed 2 events.\n"
    signing.key_path().unlink()

    with pytest.raises(CommandError, match="stopped: key-missing"):
        call_command("sequence_audit")
