"""What all tests share: databases, the browser, and the cast."""

import os
import shutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from django.utils import translation

from audit import triggers
from entities.models import User
from tests.factories import entities as factory

# Playwright's loop runs in the test's thread; a fixture would be too late for the database fixture.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let every database test use all databases, and say which tests need a browser."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and "databases" not in marker.kwargs:
            item.add_marker(
                pytest.mark.django_db(*marker.args, databases="__all__", **marker.kwargs),
                append=False,
            )


_flush = TransactionTestCase._fixture_teardown


def _flush_with_log(case: TransactionTestCase) -> None:
    """Empty the tables after a transactional test, although the log refuses to be emptied."""
    triggers.remove(connection)
    try:
        _flush(case)
    finally:
        triggers.install(connection)


# TestCase has a teardown of its own, which rolls back and never comes here.
TransactionTestCase._fixture_teardown = _flush_with_log


OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """End what still holds the databases before they are dropped, as PostgreSQL asks.

    The log has a connection of its own, and the threads of a live server keep theirs.
    """
    yield
    with django_db_blocker.unblock():
        for alias in ("default", "keys"):
            if connections[alias].vendor == "postgresql":
                with connections[alias].cursor() as cursor:
                    cursor.execute(OTHER_SESSIONS)
    connections.close_all()


@pytest.fixture(autouse=True)
def _one_connection_in_a_transaction(request: pytest.FixtureRequest, settings: Any) -> None:
    """Let readings be recorded in the test's own transaction, unless the test is transactional.

    On PostgreSQL the log of readings has a connection of its own, which would neither see what a
    test has not committed nor be rolled back with it.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        settings.AUDIT_READ_ALIAS = "default"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin every test in English: a page asked for in another language leaves that one behind."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_cache(settings: Any) -> None:
    """Begin every test with an empty cache, also where several workers share one server.

    Emptying Redis empties one numbered database of it, so each worker has one of its own.
    """
    own = {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}
    if str(own.get("LOCATION", "")).startswith("redis"):
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        own["LOCATION"] = f"{own['LOCATION'].rpartition('/')[0]}/{int(worker) % 8 + 1}"
    settings.CACHES = {"default": own}


@pytest.fixture
def ana() -> User:
    """A caseworker of the entity that refers."""
    return factory.caseworker(entity=factory.referring_entity(), name="Ana")


@pytest.fixture
def berta() -> User:
    """The coordinator of the entity that refers."""
    return factory.coordinator(entity=factory.referring_entity(), name="Berta")


@pytest.fixture
def bruno() -> User:
    """The coordinator of the entity that receives."""
    return factory.coordinator(entity=factory.receiving_entity(), name="Bruno")


@pytest.fixture
def carla() -> User:
    """A caseworker of an entity without relation to the case."""
    return factory.caseworker(entity=factory.unrelated_entity(), name="Carla")


@pytest.fixture
def aurora() -> User:
    """The auditor."""
    return factory.auditor(name="Aurora")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the system's Chromium, as root and without a network."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
