"""Stand-ins for the rooms above: this room is tested without knowing people, cases or keys."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from core import ports
from entities.models import User

REFUSE_INSERTS = {
    "sqlite": [
        """CREATE TRIGGER refuse_all BEFORE INSERT ON audit_event
        BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END"""
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'The disk is full.'; END $$""",
        """CREATE TRIGGER refuse_all BEFORE INSERT ON audit_event
        FOR EACH ROW EXECUTE FUNCTION refuse_all()""",
    ],
}


@dataclass
class Directory:
    """Names of people and entities that a test has given."""

    names: dict[UUID, str] = field(default_factory=dict)
    questions: int = 0

    def _known(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        self.questions += 1
        return {key: self.names[key] for key in ids if key in self.names}

    people = entities = _known

    def search(self, text: str) -> dict[UUID, str]:
        return {key: name for key, name in self.names.items() if text.lower() in name.lower()}

    search_entities = search


@dataclass
class References:
    """References of the cases that a test has named."""

    cases: dict[UUID, str] = field(default_factory=dict)
    questions: int = 0

    def references(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        self.questions += 1
        return {key: self.cases[key] for key in ids if key in self.cases}

    def find(self, reference: str) -> UUID | None:
        return next((key for key, name in self.cases.items() if name == reference), None)


class Seal:
    """Turns the text round: enough to see that it is not stored in clear."""

    def seal(self, text: str) -> str:
        return base64.b64encode(text[::-1].encode()).decode()

    def open(self, sealed: str) -> str:
        return base64.b64decode(sealed).decode()[::-1]


@dataclass(frozen=True)
class Person:
    """Someone who does things, as far as the log knows her."""

    pk: UUID = field(default_factory=uuid4)
    entity_id: UUID = field(default_factory=uuid4)


@pytest.fixture(autouse=True)
def directory(monkeypatch: pytest.MonkeyPatch) -> Directory:
    """The names this test gives."""
    names = Directory()
    monkeypatch.setattr(ports.names_people, "_bound", names)
    return names


@pytest.fixture(autouse=True)
def references(monkeypatch: pytest.MonkeyPatch) -> References:
    """The case references this test gives."""
    cases = References()
    monkeypatch.setattr(ports.names_cases, "_bound", cases)
    return cases


@pytest.fixture(autouse=True)
def seal(monkeypatch: pytest.MonkeyPatch) -> Seal:
    """A seal without a vault."""
    seal = Seal()
    monkeypatch.setattr(ports.seals_justifications, "_bound", seal)
    return seal


@pytest.fixture
def person() -> Person:
    """Someone who does things."""
    return Person()


@pytest.fixture
def full_disk(db: None) -> None:
    """From here on the database takes no more events."""
    with connection.cursor() as cursor:
        for statement in REFUSE_INSERTS[connection.vendor]:
            cursor.execute(statement)


@pytest.fixture
def log(client: Client, aurora: User) -> Client:
    """The auditor's browser."""
    client.force_login(aurora)
    return client


@pytest.fixture(autouse=True)
def sealed_folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of this test's own for the log's key and copies."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR
