"""The age of the keys: what moves it, who remembers it, and what is refused."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from audit.enums import AuditAction
from audit.models import Event
from tests.vault.conftest import Run
from vault import clock
from vault.exceptions import VaultRefused
from vault.models import KeyClock
from vault.services import create_data_key, destroy_data_key
from vault.tasks import mark_keys

pytestmark = pytest.mark.django_db


def test_clock_moves_with_every_key_made_or_destroyed() -> None:
    assert clock.ticks() == 0
    key_id = create_data_key(owner="case")
    assert clock.ticks() == 1
    destroy_data_key(key_id)
    destroy_data_key(key_id)
    assert clock.ticks() == 2


def test_log_repeats_the_clock_when_it_moved() -> None:
    assert clock.mark() is False
    create_data_key(owner="case")
    mark_keys()
    assert clock.seen() == 1
    mark_keys()
    assert Event.objects.filter(kind=AuditAction.KEYS_MARKED).count() == 1


def test_keys_as_old_as_the_log_knows_or_younger_are_taken() -> None:
    clock.require_young_keys()
    create_data_key(owner="case")
    clock.mark()
    clock.require_young_keys()
    create_data_key(owner="case")
    clock.require_young_keys()


def test_older_keys_are_refused() -> None:
    for _ in range(3):
        create_data_key(owner="case")
    clock.mark()
    KeyClock.objects.update(ticks=2)
    with pytest.raises(VaultRefused, match="it stands at 2, and 3 was seen"):
        clock.require_young_keys()
    KeyClock.objects.all().delete()
    with pytest.raises(VaultRefused, match="it stands at 0"):
        clock.require_young_keys()


def test_clock_of_the_wall_set_back_does_not_hide_a_mark(monkeypatch: Any) -> None:
    from datetime import UTC, datetime

    create_data_key(owner="case")
    create_data_key(owner="case")
    clock.mark()
    create_data_key(owner="case")
    monkeypatch.setattr("audit.services.timezone.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    clock.mark()
    assert clock.seen() == 3


def test_main_database_that_does_not_answer_is_named(monkeypatch: Any) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("vault.clock.seen", fail)
    with pytest.raises(VaultRefused, match="main database does not answer"):
        clock.require_young_keys()


@pytest.mark.slow
def test_nothing_starts_with_a_backup_of_the_keys_older_than_main(
    installed: Path, run_python: Run
) -> None:
    done = run_python("manage.py", "migrate", "--no-input")
    assert done.returncode == 0, done.stderr
    backup = installed / "backup"
    backup.mkdir()
    copy(installed, backup, "keys.sqlite3")
    made = run_python("-c", MAKE_AND_MARK)
    assert made.returncode == 0, made.stderr
    copy(installed, backup, "bidelagun.sqlite3")
    assert run_python("-c", "import config.wsgi").returncode == 0

    copy(backup, installed, "keys.sqlite3")
    refused = run_python("-c", "import config.wsgi")
    assert refused.returncode != 0
    assert "The keys database is older than the main database" in refused.stderr
    command = run_python("manage.py", "rebuild_blind_index")
    assert command.returncode == 1
    assert "Traceback" not in command.stderr


def copy(source: Path, target: Path, name: str) -> None:
    """Copy a SQLite database whole, as a backup does, and put it in the other's place."""
    for suffix in ("-wal", "-shm", ""):
        (target / f"{name}{suffix}").unlink(missing_ok=True)
    database, backup = sqlite3.connect(source / name), sqlite3.connect(target / name)
    try:
        database.backup(backup)
    finally:
        database.close()
        backup.close()


MAKE_AND_MARK = """
import django
django.setup()
from vault import clock
from vault.services import create_data_key
create_data_key(owner="case")
assert clock.mark()
"""
