"""The key server: what it wraps, and that nothing takes its place when it is away."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from config.middleware import AnswerRefusals
from tests.sealed_app.models import Record
from tests.vault.conftest import Run
from tests.vault.transit_server import TOKEN, KeyServer, running_key_server
from vault.exceptions import KekUnreachable, KeyUnavailable, VaultRefused
from vault.keyring import keyring
from vault.models import DataKey
from vault.providers import _provider, kek_provider
from vault.reading import UNAVAILABLE, read_or_unavailable
from vault.services import create_data_key, prefetch_keys
from vault.setup import prepare_keys
from vault.startup import require_vault
from vault.transit import TransitKeks, TransitServer
from vault.wrapping import Wrapped

pytestmark = pytest.mark.django_db

DATA_KEY = os.urandom(32)
FAULTS = ["silent", "sealed", "nonsense", "short"]


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with running_key_server() as server:
        yield server


@pytest.fixture
def keks(server: KeyServer) -> TransitKeks:
    return TransitKeks(described(server))


@pytest.fixture
def installed_with(server: KeyServer, settings: Any) -> KeyServer:
    """An installation whose KEK is on the key server."""
    _provider.cache_clear()
    settings.KEK, settings.KEK_FILE = "", ""
    settings.KEK_TRANSIT = vars(described(server))
    prepare_keys()
    return server


def described(server: KeyServer, **changed: Any) -> TransitServer:
    values = {"url": server.url, "mount": "transit", "key": "bidelagun", "token": TOKEN}
    return TransitServer(**{**values, "seconds": 1, **changed})


def forget_all() -> None:
    for key_id in DataKey.objects.values_list("pk", flat=True):
        keyring.forget(key_id)


def test_wrap_unwraps_in_its_context_only(keks: TransitKeks) -> None:
    wrapped = keks.wrap(DATA_KEY, b"one")
    assert wrapped.kek_id == "transit:transit/bidelagun:v1" == keks.active_id
    assert keks.unwrap(wrapped, b"one") == DATA_KEY
    with pytest.raises(KeyUnavailable):
        keks.unwrap(wrapped, b"two")


def test_what_is_damaged_or_of_another_key_does_not_unwrap(keks: TransitKeks) -> None:
    wrapped = keks.wrap(DATA_KEY, b"one")
    pairs = [
        (Wrapped(wrapped.kek_id, wrapped.blob[:-1]), b"one"),
        (Wrapped("transit:transit/bidelagun:v9", wrapped.blob), b"one"),
        (Wrapped("transit:transit/other:v1", wrapped.blob), b"one"),
        (wrapped, b"one"),
        (Wrapped("0011223344556677", wrapped.blob), b"one"),
    ]
    assert keks.unwrap_many(pairs) == [None, None, None, DATA_KEY, None]
    for one, context in [*pairs[:3], pairs[4]]:
        with pytest.raises(KeyUnavailable):
            keks.unwrap(one, context)


def test_rewrap_many_moves_to_the_newest_version_in_batches(
    keks: TransitKeks, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.transit.BATCH", 2)
    keys = [os.urandom(32) for _ in range(5)]
    wrapped = [(keks.wrap(key, bytes([n])), bytes([n])) for n, key in enumerate(keys)]
    server.rotate()
    server.asked.clear()
    moved = keks.rewrap_many(wrapped)
    assert server.asked == [("rewrap", 2), ("rewrap", 2), ("rewrap", 1)]
    assert {one.kek_id for one in moved} == {"transit:transit/bidelagun:v2"} == {keks.active_id}
    pairs = [(one, bytes([n])) for n, one in enumerate(moved)]
    assert keks.unwrap_many(pairs) == keys


def test_rewrap_names_a_key_that_does_not_open(keks: TransitKeks) -> None:
    wrapped = keks.wrap(DATA_KEY, b"one")
    with pytest.raises(KeyUnavailable, match="refused"):
        keks.rewrap_many([(Wrapped(wrapped.kek_id, wrapped.blob[:-1]), b"one")])


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_the_server_is_no_answer(keks: TransitKeks, server: KeyServer, fault: str) -> None:
    wrapped = keks.wrap(DATA_KEY, b"one")
    server.fault = fault
    with pytest.raises(KekUnreachable):
        keks.unwrap(wrapped, b"one")
    with pytest.raises(KekUnreachable):
        keks.wrap(DATA_KEY, b"one")


def test_server_that_is_away_is_waited_for_once(keks: TransitKeks, server: KeyServer) -> None:
    server.fault = "silent"
    start = time.monotonic()
    for _ in range(25):
        with pytest.raises(KekUnreachable):
            keks.wrap(DATA_KEY, b"one")
    assert len(server.asked) == 1
    assert time.monotonic() - start < 3


def test_wrong_token_is_refused_without_showing_it(server: KeyServer) -> None:
    keks = TransitKeks(described(server, token="a-wrong-token"))
    with pytest.raises(KekUnreachable) as refused:
        keks.wrap(DATA_KEY, b"one")
    assert str(refused.value).startswith("Refused with 403 by the key server http://127.0.0.1")
    assert "a-wrong-token" not in f"{refused.value!r} {described(server)!r}"


def test_token_file_is_read_each_time(server: KeyServer, tmp_path: Path) -> None:
    file = tmp_path / "token"
    keks = TransitKeks(described(server, token="", token_file=str(file)))
    with pytest.raises(KekUnreachable, match="FileNotFoundError"):
        keks.wrap(DATA_KEY, b"one")
    file.write_text(TOKEN + "\n")
    file.chmod(0o640)
    with pytest.raises(KekUnreachable, match="chmod 0400"):
        keks.wrap(DATA_KEY, b"one")
    file.chmod(0o600)
    keks.wrap(DATA_KEY, b"one")
    server.token = "renewed"
    file.write_text("renewed")
    keks.wrap(DATA_KEY, b"one")


def test_certificates_that_are_not_there_are_named(server: KeyServer, tmp_path: Path) -> None:
    with pytest.raises(VaultRefused, match="FileNotFoundError"):
        TransitKeks(described(server, url="https://localhost", ca_file=str(tmp_path / "ca")))


def test_server_without_tls_is_not_spoken_to_in_the_clear(server: KeyServer) -> None:
    keks = TransitKeks(described(server, url=server.url.replace("http:", "https:")))
    with pytest.raises(KekUnreachable, match="SSLError"):
        keks.wrap(DATA_KEY, b"one")
    assert server.asked == []


def test_installation_lives_with_its_kek_on_the_server(installed_with: KeyServer) -> None:
    require_vault()
    records = [
        Record.objects.create(data_key_id=create_data_key(owner="person"), story="Edo")
        for _ in range(3)
    ]
    forget_all()
    installed_with.asked.clear()
    read = list(Record.objects.filter(pk__in=[record.pk for record in records]))
    prefetch_keys(*read)
    assert [record.story for record in read] == ["Edo"] * 3
    assert installed_with.asked == [("decrypt", 3)]


def test_pages_say_unavailable_while_the_server_is_away(installed_with: KeyServer) -> None:
    record = Record.objects.create(data_key_id=create_data_key(owner="person"), story="Edo")
    forget_all()
    installed_with.fault = "sealed"
    read = Record.objects.get(pk=record.pk)
    prefetch_keys(read)
    assert read_or_unavailable(read, "story") == UNAVAILABLE
    with pytest.raises(KekUnreachable):
        create_data_key(owner="person")
    installed_with.fault = ""
    assert read_or_unavailable(read, "story") == "Edo"


def test_what_cannot_be_sealed_is_answered_503(rf: RequestFactory) -> None:
    answer = AnswerRefusals(lambda _: None).process_exception(rf.get("/"), KekUnreachable("x"))
    assert answer.status_code == 503
    assert "The server that keeps the keys does not answer" in answer.content.decode()


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_starts_while_the_server_is_away(installed_with: KeyServer, fault: str) -> None:
    installed_with.fault = fault
    with pytest.raises(VaultRefused, match="Without it nothing sealed can be read"):
        require_vault()


def test_nothing_starts_with_another_key_on_the_server(installed_with: KeyServer) -> None:
    installed_with.keys["bidelagun"] = [os.urandom(32)]
    with pytest.raises(VaultRefused, match="made with transit:transit/bidelagun:v1"):
        require_vault()
    installed_with.keys.clear()
    with pytest.raises(VaultRefused, match="Refused with 400"):
        require_vault()


def test_init_keys_makes_nothing_while_the_server_is_away(server: KeyServer, settings: Any) -> None:
    _provider.cache_clear()
    settings.KEK, settings.KEK_FILE = "", ""
    settings.KEK_TRANSIT = vars(described(server))
    server.fault = "sealed"
    with pytest.raises(CommandError, match="Refused with 503"):
        call_command("init_keys")
    assert DataKey.objects.count() == 0


@pytest.mark.slow
def test_process_starts_with_the_server_and_not_without(tmp_path: Path, run_python: Run) -> None:
    with running_key_server() as server:
        theirs = {"KEK_TRANSIT_URL": server.url, "KEK_TRANSIT_TOKEN": TOKEN}
        made = run_python("manage.py", "init_keys", **theirs)
        assert made.stdout == "Made: secret key, canary.\n", made.stderr
        assert run_python("-c", "import config.wsgi", **theirs).returncode == 0
    assert not (tmp_path / "kek").exists()
    away = run_python("-c", "import config.wsgi", **theirs)
    assert "No answer from the key server" in away.stderr
    wrong = run_python("-c", "import config.wsgi")
    assert f"The KEK file {tmp_path / 'kek'} is missing" in wrong.stderr


def test_provider_is_the_server_when_it_is_set(installed_with: KeyServer) -> None:
    assert kek_provider().source == f"the key server {installed_with.url}, key transit/bidelagun"
