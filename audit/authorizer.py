"""On SQLite, forbids this process what triggers cannot: to drop them, or the tables beneath.

It binds the connections of the product; someone with the file in hand is stopped by nothing but
the signed checkpoints.
"""

import sqlite3
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

# What is only ever added to; the first holds the events.
TABLES = ("audit_event", "audit_leaf", "audit_node", "audit_checkpoint")
# What SQLite asks, and which of its first two arguments names the thing.
_PLACES = (
    (sqlite3.SQLITE_UPDATE, 0),
    (sqlite3.SQLITE_DELETE, 0),
    (sqlite3.SQLITE_DROP_TABLE, 0),
    (sqlite3.SQLITE_ALTER_TABLE, 1),
    (sqlite3.SQLITE_DROP_TRIGGER, 1),
)
FORBIDDEN = {(action, place, table) for action, place in _PLACES for table in TABLES} | {
    (sqlite3.SQLITE_PRAGMA, 0, "writable_schema")
}


def _answer(action: int, first: str | None, second: str | None, *_rest: str | None) -> int:
    asked = ((action, place, (name or "").lower()) for place, name in enumerate((first, second)))
    return sqlite3.SQLITE_DENY if FORBIDDEN & set(asked) else sqlite3.SQLITE_OK


def guard(connection: BaseDatabaseWrapper) -> None:
    """Forbid changes of the log on this connection, if it is one to SQLite."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_authorizer(_answer)


def release(connection: BaseDatabaseWrapper) -> None:
    """Lift the prohibition: for migrations that alter the table, and for the tests' flush."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_authorizer(None)


def guard_new(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Guard each connection to the main database as it is made."""
    if connection.alias == DEFAULT_DB_ALIAS:
        guard(connection)
