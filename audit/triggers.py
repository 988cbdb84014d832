"""Keeps the log append-only in the database itself, also for the role that owns the tables.

PostgreSQL refuses UPDATE, DELETE and TRUNCATE, even with `session_replication_role = replica`.
SQLite refuses UPDATE and DELETE, and an INSERT that would replace a row. A superuser, or someone
with the SQLite file in hand, can still get past: against them stand the signed checkpoints.

Another trigger queues each new event for the sequencer. A migration that alters one of the tables
calls `remove` before and `install` after: SQLite rebuilds the table and would lose its triggers.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from audit import authorizer
from audit.authorizer import TABLES

EVENTS, QUEUE = "audit_event", "audit_pending"
# The column that names a row, where SQLite must not replace it.
KEYS = {"audit_leaf": "seq"}

POSTGRESQL_REFUSE = """CREATE OR REPLACE FUNCTION audit_event_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The log is append-only.' USING ERRCODE = 'insufficient_privilege'; END $$"""
POSTGRESQL_APPEND_ONLY = (
    """CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse()""",
    "ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
)
# Runs as the owner: who may add an event needs no rights on the queue.
POSTGRESQL_QUEUE = (
    """CREATE OR REPLACE FUNCTION audit_event_queue() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    BEGIN INSERT INTO audit_pending (event_id) VALUES (NEW.id); RETURN NULL; END $$""",
    """CREATE TRIGGER audit_event_queued AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_queue()""",
    "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_queued",
)

SQLITE_APPEND_ONLY = (
    """CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
    """CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above.
    """CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END""",
)
SQLITE_QUEUE = (
    """CREATE TRIGGER audit_event_queued AFTER INSERT ON audit_event
    BEGIN INSERT INTO audit_pending (event_id) VALUES (NEW.id); END""",
)


def _postgresql_install(tables: list[str], *, queued: bool) -> list[str]:
    made = [line.format(table=table) for table in tables for line in POSTGRESQL_APPEND_ONLY]
    return [POSTGRESQL_REFUSE, *made, *(POSTGRESQL_QUEUE if queued else ())]


def _postgresql_remove(tables: list[str]) -> list[str]:
    return [
        *(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in tables),
        *(f"DROP TRIGGER IF EXISTS audit_event_queued ON {EVENTS}" for _ in tables[:1]),
        "DROP FUNCTION IF EXISTS audit_event_queue()",
        "DROP FUNCTION IF EXISTS audit_event_refuse()",
    ]


def _sqlite_install(tables: list[str], *, queued: bool) -> list[str]:
    made = [
        line.format(table=table, key=KEYS.get(table, "id"))
        for table in tables
        for line in SQLITE_APPEND_ONLY
    ]
    return [*made, *(SQLITE_QUEUE if queued else ())]


def _sqlite_remove(tables: list[str]) -> list[str]:
    names = [f"{table}_{what}" for table in tables for what in ("no_update", "no_delete")]
    names += [*(f"{table}_no_replace" for table in tables), "audit_event_queued"]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in names]


INSTALL = {"postgresql": _postgresql_install, "sqlite": _sqlite_install}
REMOVE = {"postgresql": _postgresql_remove, "sqlite": _sqlite_remove}


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    """Return which tables are there: a migration may stand before those that make the others."""
    return set(connection.introspection.table_names())


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the log append-only on this database; doing it again changes nothing."""
    remove(connection)
    there = _present(connection)
    tables = [table for table in TABLES if table in there]
    _run(connection, INSTALL[connection.vendor](tables, queued=QUEUE in there))
    authorizer.guard(connection)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrations that alter the table, and for the tests' flush."""
    authorizer.release(connection)
    there = _present(connection)
    tables = [table for table in TABLES if table in there]
    _run(connection, REMOVE[connection.vendor](tables))
