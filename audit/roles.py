"""PostgreSQL roles: the site adds events and changes none, the sequencer seals, auditors read.

The owner of the tables migrates and restores, and nobody works as the owner. The roles cannot log
in: grant each to the login that the process uses.
"""

import re

from django.db import connection

from audit.authorizer import TABLES
from audit.models import Event

PREFIX = re.compile(r"[a-z][a-z0-9_]{0,40}")
NAMES = ("app", "sequencer", "auditor")
SEALED = TABLES[1:]
EVENT, QUEUE, STATE = TABLES[0], "audit_pending", "audit_sequencer"
ALL = (*TABLES, QUEUE, STATE)
COUNTERS = ("audit_node_id_seq", "audit_checkpoint_id_seq", "audit_sequencer_id_seq")
READ_ONLY = frozenset({"django_migrations"})


class UnfitPrefix(ValueError):
    """A prefix that would not make names of roles."""


def create_roles(prefix: str) -> list[str]:
    """Create the roles that are missing and give each exactly its rights; return their names.

    Run it again after each migration. Raises UnfitPrefix and DatabaseError.
    """
    if not PREFIX.fullmatch(prefix):
        raise UnfitPrefix("A prefix has lower-case letters, digits and underscores.")
    names = {name: f"{prefix}_{name}" for name in NAMES}
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[*names.values()]])
        there = {name for (name,) in cursor.fetchall()}
        for name in names.values():
            if name not in there:
                cursor.execute(f"CREATE ROLE {_quoted(name)} NOLOGIN")
        for statement in _grants(**{name: _quoted(role) for name, role in names.items()}):
            cursor.execute(statement)
    return list(names.values())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _grants(app: str, sequencer: str, auditor: str) -> list[str]:
    everyone = f"{app}, {sequencer}, {auditor}"
    own = ", ".join(map(_quoted, ALL))
    added = ", ".join(field.attname for field in Event._meta.concrete_fields if field.name != "id")
    return [
        f"REVOKE ALL ON {own} FROM PUBLIC, {everyone}",
        f"GRANT USAGE ON SCHEMA public TO {everyone}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}",
        *(f"GRANT {rights} ON {_quoted(table)} TO {app}" for table, rights in _site().items()),
        f"GRANT SELECT ON {own} TO {everyone}",
        # Neither the number of an event nor anything after its writing is anybody's to choose.
        f"GRANT INSERT ({added}) ON {EVENT} TO {everyone}",
        f"GRANT USAGE ON SEQUENCE audit_event_id_seq TO {everyone}",
        f"GRANT DELETE ON {QUEUE} TO {sequencer}",
        f"GRANT INSERT ON {', '.join(SEALED)} TO {sequencer}",
        f"GRANT INSERT, UPDATE ON {STATE} TO {sequencer}",
        f"GRANT USAGE ON SEQUENCE {', '.join(COUNTERS)} TO {sequencer}",
    ]


def _site() -> dict[str, str]:
    """Return the site's rights on every table that is not the log's."""
    others = sorted(set(connection.introspection.table_names()) - set(ALL))
    return {
        table: "SELECT" if table in READ_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        for table in others
    }
