"""The same in one process: what is made, what is refused, and in which words."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.sealed_app.models import Record
from vault.exceptions import VaultRefused
from vault.keyring import keyring
from vault.models import Canary, DataKey
from vault.providers import _provider, kek_provider
from vault.reindexing import rebuild_indexes
from vault.services import create_data_key
from vault.setup import prepare_keys
from vault.startup import CANARY_CONTEXT, require_vault
from vault.system_keys import system_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(settings: Any, tmp_path: Path) -> Path:
    """A new embedded installation in a folder of its own."""
    settings.EMBEDDED, settings.KEK = True, ""
    settings.DATA_DIR = tmp_path / "data"
    settings.KEK_FILE = settings.DATA_DIR / "kek"
    settings.SECRET_KEY_FILE = settings.DATA_DIR / "secret_key"
    return settings.DATA_DIR


def write_kek(folder: Path, text: str, mode: int = 0o400) -> None:
    (folder / "kek").unlink(missing_ok=True)
    (folder / "kek").write_text(text)
    (folder / "kek").chmod(mode)


def new_kek() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def test_prepare_keys_makes_everything_once(empty: Path) -> None:
    assert prepare_keys() == ["KEK", "canary"]
    assert set(DataKey.SYSTEM_OWNERS) == set(DataKey.objects.values_list("owner", flat=True))
    assert stat.S_IMODE((empty / "kek").stat().st_mode) == 0o400
    assert not (empty / "secret_key").exists()  # the settings of the tests have one
    assert stat.S_IMODE(empty.stat().st_mode) == 0o700
    assert prepare_keys() == []
    require_vault()


def test_prepare_keys_takes_a_kek_that_is_there(empty: Path) -> None:
    empty.mkdir()
    kek = new_kek()
    write_kek(empty, kek)
    assert prepare_keys() == ["canary"]
    assert (empty / "kek").read_text() == kek


def test_prepare_keys_sweeps_away_what_a_kill_left(empty: Path) -> None:
    empty.mkdir()
    (empty / ".kek.abc.new").write_text("half")
    prepare_keys()
    assert sorted(path.name for path in empty.iterdir()) == [".init_keys.lock", "kek"]


def test_prepare_keys_without_a_place_for_the_kek_is_refused(empty: Path, settings) -> None:
    settings.KEK_FILE = ""
    with pytest.raises(VaultRefused, match="KEK_FILE"):
        prepare_keys()
    assert Canary.objects.count() == 0


def test_init_keys_says_what_it_made(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("init_keys")
    call_command("init_keys")
    assert capsys.readouterr().out == "Made: KEK, canary.\nAll keys are there.\n"


def test_init_keys_makes_no_second_kek(empty: Path) -> None:
    prepare_keys()
    (empty / "kek").unlink()
    with pytest.raises(CommandError, match=r"Put that one back; no new one was made\."):
        call_command("init_keys")
    assert not (empty / "kek").exists()


def test_init_keys_makes_no_second_canary(empty: Path) -> None:
    prepare_keys()
    Canary.objects.all().delete()
    with pytest.raises(CommandError, match="no new canary was made"):
        call_command("init_keys")
    with pytest.raises(VaultRefused, match="holds no canary"):
        require_vault()


@pytest.mark.parametrize("parent", ["file", "file/deeper"])
def test_init_keys_says_where_it_cannot_write(empty: Path, settings, parent: str) -> None:
    (empty.parent / "file").write_text("")
    settings.DATA_DIR = empty.parent / parent
    with pytest.raises(CommandError, match=f"{parent}: (File exists|Not a directory)"):
        call_command("init_keys")


def test_another_kek_is_named(empty: Path) -> None:
    prepare_keys()
    made_with = kek_provider().active_id
    write_kek(empty, new_kek())
    _provider.cache_clear()  # what a new process begins with
    with pytest.raises(VaultRefused, match=f"made with {made_with}"):
        require_vault()


def test_kek_beside_the_one_before_still_opens_everything(empty: Path) -> None:
    prepare_keys()
    before = (empty / "kek").read_text()
    system = system_key("vault:blind-index")
    write_kek(empty, new_kek() + "\n" + before)
    _provider.cache_clear()  # what a new process begins with
    require_vault()
    keyring.forget(system)
    assert len(keyring.key(system)) == 32


def test_altered_canary_is_refused(empty: Path) -> None:
    prepare_keys()
    wrapped = kek_provider().wrap(b"another text", CANARY_CONTEXT)
    Canary.objects.update(wrapped=wrapped.blob)
    with pytest.raises(VaultRefused, match="canary in the keys database was altered"):
        require_vault()


def test_command_that_needs_the_vault_is_refused_without_its_key(empty: Path) -> None:
    prepare_keys()
    (empty / "kek").unlink()
    _provider.cache_clear()  # what a new process begins with
    with pytest.raises(CommandError, match="is missing"):
        call_command("rebuild_blind_index")


def test_rebuild_command_says_what_it_did(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare_keys()
    for number in range(4):
        Record.objects.create(
            data_key_id=create_data_key(owner="person"), legal_name=f"Name {number}"
        )
    call_command("rebuild_blind_index")
    assert capsys.readouterr().out == "4 rows now indexed at 1 bits.\n"
    with pytest.raises(CommandError, match="at most 1"):
        call_command("rebuild_blind_index", "--bits", "2")


def test_rebuild_goes_through_more_than_one_batch(monkeypatch, new_record) -> None:
    monkeypatch.setattr("vault.reindexing.BATCH", 2)
    for number in range(5):
        new_record(legal_name=f"Name {number}")
    assert rebuild_indexes().rows == 5


def test_key_from_the_environment_is_warned_of(
    empty: Path, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEK = new_kek()
    prepare_keys()
    assert [record.message for record in caplog.records] == [
        "The KEK comes from the environment: for development only. Use KEK_FILE."
    ]
