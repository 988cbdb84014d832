"""Makes the keys of a new installation. Each step is whole or not there, and is never repeated."""

import base64
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import transaction

from vault.exceptions import VaultRefused
from vault.models import Canary, DataKey
from vault.providers import KEY_BYTES, ONLY_OWNER_READS, kek_provider
from vault.routers import APP, KEYS
from vault.startup import CANARY_CONTEXT, CANARY_TEXT, read_canary, require_vault
from vault.system_keys import system_key


def prepare_keys() -> list[str]:
    """Make what is missing, in an order that a kill at any moment leaves resumable.

    Tables, then the KEK, then the canary under it, then the rest. With a canary there a missing
    KEK is a loss and never made anew. Returns what was made; raises VaultRefused.
    """
    made = []
    folder = Path(settings.DATA_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        call_command("migrate", APP, database=KEYS, verbosity=0, interactive=False)
        if _needs_secret_key() and write_once(Path(settings.SECRET_KEY_FILE), _new_secret_key):
            made.append("secret key")
        canary = read_canary()
        if canary is None:
            if _needs_kek() and write_once(Path(settings.KEK_FILE), _new_kek):
                made.append("KEK")
            _make_canary()
            made.append("canary")
        elif _needs_kek() and not Path(settings.KEK_FILE).exists():
            raise VaultRefused(
                f"The KEK file {settings.KEK_FILE} is missing, and keys were already made under "
                f"the KEK {canary.kek_id}. Put that one back; no new one was made."
            )
        require_vault()
        for owner in DataKey.SYSTEM_OWNERS:
            system_key(owner)
    return made


def _needs_kek() -> bool:
    return bool(settings.KEK_FILE) and not settings.KEK


def _needs_secret_key() -> bool:
    try:
        return settings.EMBEDDED and not settings.SECRET_KEY
    except ImproperlyConfigured:
        return True


def _make_canary() -> None:
    if DataKey.objects.exists():
        raise VaultRefused(
            "The keys database holds keys but no canary: it was damaged. Restore it; no new "
            "canary was made."
        )
    wrapped = kek_provider().wrap(CANARY_TEXT, CANARY_CONTEXT)
    with transaction.atomic(using=KEYS, durable=True):
        Canary.objects.create(wrapped=wrapped.blob, kek_id=wrapped.kek_id)


def _new_kek() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _new_secret_key() -> str:
    return secrets.token_urlsafe(50)


def write_once(path: Path, new_text: Callable[[], str]) -> bool:
    """Write a secret file that only its owner reads; say no, and write nothing, if it exists.

    It is written aside and then linked: the name stands for a whole file or for none.
    """
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, aside = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_text() + "\n")
            file.flush()
            os.fchmod(file.fileno(), ONLY_OWNER_READS)
            os.fsync(file.fileno())
        os.link(aside, path)
        _sync_folder(path.parent)
    finally:
        Path(aside).unlink()
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time prepare keys; sweep away what a killed one left aside."""
    with (folder / ".init_keys.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        for name in (settings.SECRET_KEY_FILE, settings.KEK_FILE):
            if name:
                path = Path(name)
                for aside in path.parent.glob(f".{path.name}.*.new"):
                    aside.unlink(missing_ok=True)
        yield
