"""What the tests of the vault share: somebody who acts, invented records, other processes."""

import os
import shutil
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


def python_in(folder: Path) -> Run:
    """Run Python in processes of their own, as an embedded installation in this folder."""
    theirs = {"DATABASE_URL", "KEYS_DATABASE_URL", "BROKER_URL", "KEK", "KEK_FILE", "SECRET_KEY"}
    environment = {name: value for name, value in os.environ.items() if name not in theirs}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BIDELAGUN_DATA_DIR": str(folder),
        "PUBLIC_URL": "http://localhost:8000",
    }

    def run(*arguments: str, stdin: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment | extra,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def run_python(tmp_path: Path) -> Run:
    """Run Python in processes of their own, at first with an empty folder."""
    return python_in(tmp_path)


@pytest.fixture(scope="session")
def _installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    done = python_in(folder)("manage.py", "init_keys")
    assert done.returncode == 0, done.stderr
    (folder / "queue" / "control").mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def installed(_installation: Path, tmp_path: Path) -> Path:
    """A folder of this test in which init_keys has run."""
    shutil.copytree(_installation, tmp_path, dirs_exist_ok=True)
    return tmp_path
