"""On SQLite, forbids this process what triggers cannot: to drop them, or the table beneath.

It binds the connections of the product; someone with the file in hand is stopped by nothing but
the signed checkpoints.
"""

import sqlite3
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_event"
# What SQLite asks, and which of its first two arguments names the thing.
FORBIDDEN = {
    (sqlite3.SQLITE_UPDATE, 0, TABLE),
    (sqlite3.SQLITE_DELETE, 0, TABLE),
    (sqlite3.SQLITE_DROP_TABLE, 0, TABLE),
    (sqlite3.SQLITE_ALTER_TABLE, 1, TABLE),
    (sqlite3.SQLITE_DROP_TRIGGER, 1, TABLE),
    (sqlite3.SQLITE_PRAGMA, 0, "writable_schema"),
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
