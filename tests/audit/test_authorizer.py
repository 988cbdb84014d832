"""What keeps the triggers themselves in place."""

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from audit import triggers
from audit.enums import AuditAction
from audit.models import Event
from audit.services import record

pytestmark = pytest.mark.django_db

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")


@sqlite_only
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER audit_event_no_update",
        "DROP TRIGGER AUDIT_EVENT_NO_DELETE",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event RENAME TO other",
        "ALTER TABLE audit_event ADD COLUMN extra text",
        "PRAGMA writable_schema = 1",
        "WITH old AS (SELECT id FROM audit_event) DELETE FROM Audit_Event WHERE id IN old",
    ],
)
def test_process_may_not_take_the_triggers_away(statement: str) -> None:
    record(AuditAction.SIGNED_IN, by=None)

    with (
        pytest.raises(DatabaseError, match="not authorized"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert Event.objects.count() == 1


@sqlite_only
def test_process_may_change_everything_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE other (id integer)")
        cursor.execute("INSERT INTO other VALUES (1)")
        cursor.execute("UPDATE other SET id = 2")
        cursor.execute("DELETE FROM other")
        cursor.execute("DROP TABLE other")


def test_each_new_connection_to_the_main_database_is_guarded(tmp_path) -> None:
    settings = connections.configure_settings(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "one.sqlite3"}}
    )["default"]
    statements = ("CREATE TABLE audit_event (id integer)", "DELETE FROM audit_event")
    outcomes = {}
    for alias in ("default", "keys"):
        fresh = DatabaseWrapper({**settings, "NAME": str(tmp_path / alias)}, alias=alias)
        fresh.inc_thread_sharing()
        try:
            with fresh.cursor() as cursor:
                cursor.execute(statements[0])
                cursor.execute(statements[1])
            outcomes[alias] = "done"
        except DatabaseError:
            outcomes[alias] = "refused"
        finally:
            fresh._close()

    assert outcomes == {"default": "refused", "keys": "done"}


@postgresql_only
def test_trigger_fires_also_for_replicated_changes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'audit_event_append_only'")
        assert cursor.fetchall() == [("A",)]


def test_installing_twice_changes_nothing() -> None:
    triggers.install(connection)
    record(AuditAction.SIGNED_IN, by=None)

    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.all().delete()


def test_removing_and_installing_is_possible_for_migrations() -> None:
    record(AuditAction.SIGNED_IN, by=None)

    triggers.remove(connection)
    Event.objects.all().delete()
    triggers.install(connection)

    assert Event.objects.count() == 0
