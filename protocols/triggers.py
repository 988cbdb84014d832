"""Keeps the file of a published version as it was agreed, in the database itself.

An UPDATE that touches the file, its hash, its number, who published it or the days that were
agreed is refused once the version is no draft, and so is making it a draft again. Deleting is kept by the foreign keys of
runs. A migration that alters the table calls `remove` before and `install` after.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "protocols_protocolversion"
FROZEN = (
    "protocol_id",
    "number",
    "xml",
    "sha256",
    "published_at",
    "published_by_id",
    "in_force_from",
    "review_on",
)
MESSAGE = "A published version of a protocol never changes."


def _changed(columns: Iterable[str], operator: str) -> str:
    return " OR ".join(
        ["NEW.status = 'draft'", *(f"NEW.{column} {operator} OLD.{column}" for column in columns)]
    )


def _postgresql(columns: Iterable[str]) -> tuple[str, ...]:
    return (
        f"""CREATE OR REPLACE FUNCTION protocols_version_refuse() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END $$""",
        f"""CREATE TRIGGER protocols_version_frozen BEFORE UPDATE ON {TABLE} FOR EACH ROW
        WHEN (OLD.status <> 'draft' AND ({_changed(columns, "IS DISTINCT FROM")}))
        EXECUTE FUNCTION protocols_version_refuse()""",
    )


def _sqlite(columns: Iterable[str]) -> tuple[str, ...]:
    return (
        f"""CREATE TRIGGER protocols_version_frozen BEFORE UPDATE ON {TABLE}
        WHEN OLD.status <> 'draft' AND ({_changed(columns, "IS NOT")})
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    )


POSTGRESQL_REMOVE = (
    f"DROP TRIGGER IF EXISTS protocols_version_frozen ON {TABLE}",
    "DROP FUNCTION IF EXISTS protocols_version_refuse()",
)
SQLITE_REMOVE = ("DROP TRIGGER IF EXISTS protocols_version_frozen",)

STATEMENTS = {
    "postgresql": (_postgresql, POSTGRESQL_REMOVE),
    "sqlite": (_sqlite, SQLITE_REMOVE),
}


def _frozen(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the columns there are: earlier migrations install it before some were added."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, TABLE)
    there = {column.name for column in described}
    return [column for column in FROZEN if column in there]


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    """Freeze published versions on this database; doing it again changes nothing."""
    remove(connection)
    write, _dropped = STATEMENTS[connection.vendor]
    _run(connection, write(_frozen(connection)))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the trigger away, for migrations that alter the table."""
    _run(connection, STATEMENTS[connection.vendor][1])
