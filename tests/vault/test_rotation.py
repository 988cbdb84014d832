"""Moving all keys to another KEK: whole, interrupted, and with damaged keys."""

import base64
import os
import signal
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.enums import AuditAction
from audit.models import Event
from tests.vault.conftest import Run
from tests.vault.transit_server import TOKEN, running_key_server
from vault.exceptions import VaultRefused
from vault.keyring import keyring
from vault.models import Canary, DataKey
from vault.progress import Progress
from vault.providers import _provider, kek_provider
from vault.services import create_data_key
from vault.setup import prepare_keys
from vault.startup import require_vault

pytestmark = pytest.mark.django_db

# Rotates in batches of two and is killed in the middle of the second.
KILLED = """
import os, signal
import django
django.setup()
from vault import rotation
rotation.BATCH = 2
real, calls = rotation._Mover.move, []
def move(self, pairs):
    calls.append(1)
    if len(calls) == 3:  # the canary comes first
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, pairs)
rotation._Mover.move = move
rotation.rotate_kek(progress=lambda done, total: None)
"""
MAKE_FIVE = """
import django
django.setup()
from vault.services import create_data_key
for _ in range(5):
    create_data_key(owner="case")
"""


def new_kek() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def set_kek(path: Path, *keys: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text("\n".join(keys) + "\n")
    path.chmod(0o400)
    _provider.cache_clear()  # what a new process begins with


@pytest.fixture
def kek(settings: Any, tmp_path: Path) -> Path:
    """The KEK file of a new embedded installation."""
    settings.EMBEDDED, settings.KEK = True, ""
    settings.DATA_DIR = tmp_path
    settings.KEK_FILE = tmp_path / "kek"
    _provider.cache_clear()
    prepare_keys()
    return tmp_path / "kek"


def wrapped_by() -> set[str]:
    return {*DataKey.objects.values_list("kek_id", flat=True), Canary.objects.get().kek_id}


def rotate(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_kek", *arguments, stdout=out)
    return out.getvalue()


def test_rotation_moves_every_key_and_the_canary(kek: Path) -> None:
    before, after = kek.read_text(), new_kek()
    made = [create_data_key(owner="case") for _ in range(3)]
    keys = [keyring.key(key_id) for key_id in made]
    set_kek(kek, after, before)
    said = rotate()
    assert said.endswith(f"7 keys moved; all are under {kek_provider().active_id}.\n")
    set_kek(kek, after)
    require_vault()
    for key_id in made:
        keyring.forget(key_id)
    assert [keyring.key(key_id) for key_id in made] == keys
    assert wrapped_by() == {kek_provider().active_id}


def test_rotation_is_recorded_and_does_nothing_twice(kek: Path) -> None:
    before = kek_provider().active_id
    set_kek(kek, new_kek(), kek.read_text())
    rotate()
    rows = list(DataKey.objects.order_by("pk").values_list("wrapped", flat=True))
    assert rotate() == f"0 keys moved; all are under {kek_provider().active_id}.\n"
    assert [bytes(row) for row in rows] == [
        bytes(row) for row in DataKey.objects.order_by("pk").values_list("wrapped", flat=True)
    ]
    event = Event.objects.get(kind=AuditAction.KEK_ROTATED)
    assert before in bytes(event.body).decode()


def test_rotation_without_the_kek_before_is_refused(kek: Path) -> None:
    before = kek_provider().active_id
    set_kek(kek, new_kek())
    with pytest.raises(CommandError, match=f"wrapped by the KEK {before}"):
        rotate()
    assert wrapped_by() == {before}


def test_nothing_starts_while_some_keys_are_under_a_kek_that_is_gone(kek: Path) -> None:
    before, after = kek.read_text(), new_kek()
    lost = kek_provider().active_id
    late = create_data_key(owner="case")
    row = DataKey.objects.get(pk=late)
    set_kek(kek, after, before)
    rotate()
    DataKey.objects.filter(pk=late).update(wrapped=row.wrapped, kek_id=row.kek_id)
    set_kek(kek, after)
    with pytest.raises(VaultRefused, match=f"Some keys are wrapped by the KEK {lost}"):
        require_vault()
    set_kek(kek, after, before)
    assert rotate().endswith(f"1 keys moved; all are under {kek_provider().active_id}.\n")


def test_damaged_key_is_named_and_holds_the_canary_back(kek: Path) -> None:
    old = kek_provider().active_id
    before, damaged = kek.read_text(), create_data_key(owner="case")
    DataKey.objects.filter(pk=damaged).update(wrapped=b"x" * 60)
    set_kek(kek, new_kek(), before)
    with pytest.raises(CommandError, match=f"left as they are: {damaged}"):
        rotate()
    assert set(DataKey.objects.filter(kek_id=old).values_list("pk", flat=True)) == {damaged}
    assert Canary.objects.get().kek_id == old


def test_rotation_goes_through_more_than_one_batch(
    kek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.rotation.BATCH", 2)
    for _ in range(5):
        create_data_key(owner="case")
    set_kek(kek, new_kek(), kek.read_text())
    assert "Keys re-wrapped: 4 of 9\n" in rotate()
    assert wrapped_by() == {kek_provider().active_id}


def test_rotation_moves_from_a_file_to_a_key_server_and_on_to_its_next_version(
    kek: Path, settings: Any
) -> None:
    made = create_data_key(owner="case")
    key = keyring.key(made)
    with running_key_server() as server:
        settings.KEK_FILE = ""
        settings.KEK_TRANSIT = {
            "url": server.url, "mount": "transit", "key": "bidelagun", "token": TOKEN,
        }  # fmt: skip
        with pytest.raises(CommandError, match="--from-file"):
            rotate()
        rotate("--from-file", str(kek))
        assert wrapped_by() == {"transit:transit/bidelagun:v1"}
        require_vault()
        server.rotate()
        server.asked.clear()
        rotate()
        assert wrapped_by() == {"transit:transit/bidelagun:v2"}
        assert {action for action, _ in server.asked} == {"rewrap"}
        keyring.forget(made)
        assert keyring.key(made) == key


@pytest.mark.slow
def test_rotation_goes_on_after_a_kill(installed: Path, run_python: Run) -> None:
    for done in (run_python("manage.py", "migrate", "--no-input"), run_python("-c", MAKE_FIVE)):
        assert done.returncode == 0, done.stderr
    before = (installed / "kek").read_text()
    set_kek(installed / "kek", new_kek(), before)
    killed = run_python("-c", KILLED)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert sorted(names(installed).values()) == [2, 7]
    assert run_python("-c", "import config.wsgi").returncode == 0
    again = run_python("manage.py", "rotate_kek")
    assert again.stdout.splitlines()[-1].startswith("7 keys moved; all are under ")
    assert list(names(installed).values()) == [9]


def names(folder: Path) -> dict[str, int]:
    keys = sqlite3.connect(folder / "keys.sqlite3")
    try:
        return dict(keys.execute("SELECT kek_id, count(*) FROM vault_datakey GROUP BY kek_id"))
    finally:
        keys.close()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    from django.core.management.base import OutputWrapper

    terminal, file = Terminal(), StringIO()
    for out in (terminal, file):
        progress = Progress(OutputWrapper(out), "Keys")
        for done in range(1, 101):
            progress(done, 100)
        progress(0, 0)
    assert terminal.getvalue().endswith(f"\rKeys {'█' * 30} 100/100\n")
    assert terminal.getvalue().count("\n") == 1
    assert file.getvalue().splitlines() == [f"Keys: {n} of 100" for n in range(10, 101, 10)]
