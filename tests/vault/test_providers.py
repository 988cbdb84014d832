import base64
import os
from pathlib import Path

import pytest

from vault.exceptions import KeyUnavailable, VaultRefused
from vault.providers import KEY_BYTES, LocalKeks, Wrapped, kek_provider, read_kek, read_kek_file

KEY, OTHER = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES)
DATA_KEY = os.urandom(KEY_BYTES)


def written(path: Path, *keys: bytes, mode: int = 0o400) -> Path:
    path.write_text("\n".join(base64.b64encode(key).decode() for key in keys) + "\n")
    path.chmod(mode)
    return path


def test_wrap_unwraps_in_its_context_only() -> None:
    keks = LocalKeks([KEY], source="test")
    wrapped = keks.wrap(DATA_KEY, b"one")
    assert keks.unwrap(wrapped, b"one") == DATA_KEY
    with pytest.raises(KeyUnavailable):
        keks.unwrap(wrapped, b"two")


@pytest.mark.parametrize("length", [0, 5, 12, 40])
def test_altered_wrapped_key_does_not_unwrap(length: int) -> None:
    keks = LocalKeks([KEY], source="test")
    wrapped = keks.wrap(DATA_KEY, b"one")
    with pytest.raises(KeyUnavailable):
        keks.unwrap(Wrapped(wrapped.kek_id, wrapped.blob[:length]), b"one")


def test_key_wrapped_by_another_kek_names_it() -> None:
    wrapped = LocalKeks([KEY], source="test").wrap(DATA_KEY, b"one")
    with pytest.raises(KeyUnavailable, match=wrapped.kek_id):
        LocalKeks([OTHER], source="test").unwrap(wrapped, b"one")


def test_rewrap_many_moves_to_the_first_key_and_keeps_the_order() -> None:
    old, both = LocalKeks([KEY], source="test"), LocalKeks([OTHER, KEY], source="test")
    keys = [os.urandom(KEY_BYTES) for _ in range(3)]
    wrapped = [(old.wrap(key, bytes([n])), bytes([n])) for n, key in enumerate(keys)]
    moved = both.rewrap_many(wrapped)
    new = LocalKeks([OTHER], source="test")
    assert [new.unwrap(key, bytes([n])) for n, key in enumerate(moved)] == keys


def test_wrapped_key_shows_nothing() -> None:
    wrapped = LocalKeks([KEY], source="test").wrap(DATA_KEY, b"one")
    assert repr(wrapped.blob)[2:-1] not in repr(wrapped)


def test_kek_file_is_read(tmp_path: Path) -> None:
    keks = read_kek_file(written(tmp_path / "kek", KEY, OTHER))
    assert keks.active_id == LocalKeks([KEY], source="").active_id
    assert str(tmp_path / "kek") in keks.source


@pytest.mark.parametrize("mode", [0o600, 0o440, 0o404, 0o644, 0o500])
def test_kek_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(VaultRefused, match="chmod 0400"):
        read_kek_file(written(tmp_path / "kek", KEY, mode=mode))


def test_missing_kek_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="kek is missing"):
        read_kek_file(tmp_path / "kek")


def test_folder_in_place_of_the_kek_file_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o400)
    try:
        with pytest.raises(VaultRefused, match="cannot be read"):
            read_kek_file(tmp_path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("text", ["", "x", "AAAA", "é", base64.b64encode(b"0" * 31).decode()])
def test_malformed_kek_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(VaultRefused) as refused:
        read_kek(text, source="here")
    assert str(refused.value) == "The KEK in here is not 32 bytes in base64."


def test_environment_comes_before_the_file(settings, tmp_path: Path) -> None:
    settings.KEK_FILE = written(tmp_path / "kek", KEY)
    settings.KEK = base64.b64encode(OTHER).decode()
    assert kek_provider().source == "the environment variable KEK"
    settings.KEK = ""
    assert kek_provider().source == f"the file {tmp_path / 'kek'}"
    settings.KEK_FILE = ""
    with pytest.raises(VaultRefused, match="KEK_FILE"):
        kek_provider()
