"""On PostgreSQL each process has a role of its own, and none of them can change what is written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from audit import sequencer
from audit.enums import AuditAction
from audit.models import Checkpoint, Event, Leaf
from audit.services import record, record_read
from entities.models import Entity
from entities.services import end_other_sessions, remove_factor
from tests.audit.trees import add, exported, seal, verdict
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

PREFIX = f"test_{os.getpid()}"
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")

COLUMNS = "at, kind, outcome, session, device, address, body"
EVERY_ROLE = ("app", "sequencer", "auditor")
DENIED = {
    "UPDATE audit_event SET kind = kind": EVERY_ROLE,
    "DELETE FROM audit_event": EVERY_ROLE,
    "TRUNCATE audit_event": EVERY_ROLE,
    "ALTER TABLE audit_event DISABLE TRIGGER ALL": EVERY_ROLE,
    "DROP TABLE audit_event": EVERY_ROLE,
    "SET session_replication_role = replica": EVERY_ROLE,
    f"INSERT INTO audit_event (id, {COLUMNS}) SELECT 1000000, {COLUMNS} FROM audit_event": EVERY_ROLE,
    "INSERT INTO audit_pending (event_id) VALUES (1000000)": EVERY_ROLE,
    "UPDATE audit_pending SET event_id = 5": EVERY_ROLE,
    "DELETE FROM audit_pending": ("app", "auditor"),
    "INSERT INTO audit_leaf (seq, event_id, hash) VALUES (9, 1000000, '')": ("app", "auditor"),
    "UPDATE audit_leaf SET seq = seq": EVERY_ROLE,
    "DELETE FROM audit_checkpoint": EVERY_ROLE,
    "UPDATE audit_sequencer SET problem = ''": ("app", "auditor"),
    "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())": EVERY_ROLE,
    "SELECT email FROM entities_user": ("sequencer", "auditor"),
}


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Work with the rights of one of the roles."""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {PREFIX}_{name} TO CURRENT_USER")
        cursor.execute(f"SET ROLE {PREFIX}_{name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def _roles(db: None) -> None:
    """The roles, until the test's transaction rolls back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if cursor.fetchone() != (True,):
            pytest.skip("This login may not create roles: run tools/services.sh.")
    call_command("audit_roles", prefix=PREFIX, stdout=StringIO())


@postgresql_only
@pytest.mark.usefixtures("_roles")
def test_site_records_and_reads_as_its_role() -> None:
    with acting_as("app"):
        record(AuditAction.SIGNED_IN, by=None)
        record_read(AuditAction.LOG_READ, by=None)
        assert Event.objects.count() == 2
        factory.referring_entity()
        assert Entity.objects.count() == 1


@postgresql_only
@pytest.mark.usefixtures("_roles")
def test_site_ends_sessions_and_removes_factors_as_its_role() -> None:
    ana = factory.user(role="caseworker", name="Ana")
    spare = Authenticator.objects.create(user=ana, type="webauthn", data={})
    Client().force_login(ana)
    with acting_as("app"):
        assert end_other_sessions(user=ana, keep=None) == 1
        remove_factor(user=ana, factor_id=spare.pk)

    assert [factor.type for factor in Authenticator.objects.filter(user=ana)] == ["totp"]


@postgresql_only
@pytest.mark.usefixtures("_roles")
def test_sequencer_seals_as_its_role(tmp_path: Path) -> None:
    with acting_as("app"):
        add(3)
        with pytest.raises(DatabaseError, match="permission denied"):
            sequencer.sequence()
    with acting_as("sequencer"):
        assert sequencer.sequence() == 3

    assert (Leaf.objects.count(), Checkpoint.objects.count()) == (3, 1)


@postgresql_only
@pytest.mark.usefixtures("_roles")
def test_auditor_exports_and_witnesses_as_her_role(tmp_path: Path) -> None:
    seal(3)
    folder = tmp_path / "exports"
    folder.mkdir()
    with acting_as("auditor"):
        call_command("audit_witness", str(tmp_path / "auditor"), stdout=StringIO())
        bundle = exported(folder)

    assert verdict(bundle) == "ok: 3 events, 1 checkpoints, without a witness"


@postgresql_only
@pytest.mark.usefixtures("_roles")
@pytest.mark.parametrize("statement", DENIED)
def test_role_is_denied_everything_else(statement: str) -> None:
    seal(2)
    add(1)
    for name in DENIED[statement]:
        with (
            acting_as(name),
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@postgresql_only
@pytest.mark.usefixtures("_roles")
def test_roles_can_be_made_again_after_a_migration() -> None:
    call_command("audit_roles", prefix=PREFIX, stdout=StringIO())

    with pytest.raises(CommandError, match="lower-case"):
        call_command("audit_roles", prefix='x"; DROP')


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="SQLite only")
def test_other_databases_have_no_roles() -> None:
    with pytest.raises(CommandError, match="Only PostgreSQL"):
        call_command("audit_roles")
