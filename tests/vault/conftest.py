"""What the tests of the vault share: somebody who acts, invented records, other processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.sealed_app.models import Record
from vault.blind_index import bits_in_force
from vault.services import create_data_key

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Somebody:
    """A person who does something, as far as the vault knows her."""

    pk: UUID = field(default_factory=uuid4)
    entity_id: UUID = field(default_factory=uuid4)


@pytest.fixture
def somebody() -> Somebody:
    return Somebody()


@pytest.fixture
def new_record(db: None) -> Callable[..., Record]:
    """Make records as the database gives them back, each with a key of its own."""

    def new(**values: object) -> Record:
        record = Record.objects.create(data_key_id=create_data_key(owner="person"), **values)
        return Record.objects.get(pk=record.pk)

    return new


@pytest.fixture(autouse=True)
def _forget_bits() -> None:
    bits_in_force.forget()


@pytest.fixture
def run_python(tmp_path: Path) -> Run:
    """Run Python in a process of its own, as an embedded installation in an empty folder."""
    theirs = {"DATABASE_URL", "KEYS_DATABASE_URL", "BROKER_URL", "KEK", "KEK_FILE", "SECRET_KEY"}
    environment = {name: value for name, value in os.environ.items() if name not in theirs}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BIDELAGUN_DATA_DIR": str(tmp_path),
        "PUBLIC_URL": "http://localhost:8000",
    }

    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment | extra,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
