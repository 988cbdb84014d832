"""Keeps the log append-only in the database itself, also for the role that owns the table.

PostgreSQL refuses UPDATE, DELETE and TRUNCATE, even with `session_replication_role = replica`.
SQLite refuses UPDATE and DELETE, and an INSERT that would replace a row. A superuser, or someone
with the SQLite file in hand, can still get past: against them stand the signed checkpoints.

A migration that alters the table calls `remove` before and `install` after: SQLite rebuilds the
table and would lose its triggers. The sequencer's AFTER INSERT trigger gets its place here too.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from audit import authorizer

POSTGRESQL_INSTALL = (
    """CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The log is append-only.' USING ERRCODE = 'insufficient_privilege'; END $$""",
    """CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only",
)
POSTGRESQL_REMOVE = (
    "DROP TRIGGER IF EXISTS audit_event_append_only ON audit_event",
    "DROP FUNCTION IF EXISTS audit_event_refuse()",
)

SQLITE_INSTALL = (
    """CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
    """CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above.
    """CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
    WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
)
SQLITE_REMOVE = (
    "DROP TRIGGER IF EXISTS audit_event_no_update",
    "DROP TRIGGER IF EXISTS audit_event_no_delete",
    "DROP TRIGGER IF EXISTS audit_event_no_replace",
)

STATEMENTS = {
    "postgresql": (POSTGRESQL_INSTALL, POSTGRESQL_REMOVE),
    "sqlite": (SQLITE_INSTALL, SQLITE_REMOVE),
}


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the log append-only on this database; doing it again changes nothing."""
    remove(connection)
    _run(connection, STATEMENTS[connection.vendor][0])
    authorizer.guard(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrations that alter the table, and for the tests' flush."""
    authorizer.release(connection)
    _run(connection, STATEMENTS[connection.vendor][1])
