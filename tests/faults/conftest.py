"""Installations for the tests of faults, each in a folder of its own; nothing is left running."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation, free_port

HERE = Path(__file__).parent
FILL = "from tests.faults.scene import fill; fill()"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave embedded installations to the SQLite pass: a second time they would show nothing new."""
    leave = pytest.mark.skip(reason="an embedded installation: the SQLite pass tries it")
    for item in items:
        if HERE not in item.path.parents or not os.environ.get("DATABASE_URL"):
            continue
        if {"installation"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(leave)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An empty folder, in which nothing has been made yet."""
    place = Installation(tmp_path, port=free_port())
    yield place
    place.kill_all()


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Installation(tmp_path_factory.mktemp("prepared"))
    for command in ("init_keys", "migrate -v0", "createcachetable"):
        place.must_run("manage.py", *command.split())
    return place.folder


@pytest.fixture
def prepared(_prepared: Path, installation: Installation) -> Installation:
    """An installation with keys and empty databases."""
    shutil.copytree(_prepared, installation.folder, dirs_exist_ok=True)
    return installation


@pytest.fixture(scope="session")
def _filled(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    shutil.copytree(_prepared, folder, dirs_exist_ok=True)
    Installation(folder).must_run("manage.py", "shell", "-v0", "-c", FILL)
    return folder


@pytest.fixture
def filled(_filled: Path, installation: Installation) -> Installation:
    """An installation with runs whose timers are due, mail to be sent, and their wake-ups."""
    shutil.copytree(_filled, installation.folder, dirs_exist_ok=True)
    return installation


@pytest.fixture(scope="session")
def _furnished(_prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(_prepared, folder, dirs_exist_ok=True)
    Installation(folder).must_run(*"manage.py demo --data-only --cases 1".split())
    return folder


@pytest.fixture
def furnished(_furnished: Path, installation: Installation) -> Installation:
    """An installation with the invented network and one case."""
    shutil.copytree(_furnished, installation.folder, dirs_exist_ok=True)
    return installation
