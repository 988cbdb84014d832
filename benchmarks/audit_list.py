"""Times the auditor's list over a million events: every filter, first page and deep pages.

    DATABASE_URL=postgres://… KEYS_DATABASE_URL=postgres://… BROKER_URL=redis://… \\
    PUBLIC_URL=http://localhost .venv/bin/python -m benchmarks.audit_list [rows]

Fills a test database of its own, which is removed again. Prints one line a page: median and worst
of the runs, in milliseconds for the whole request. Exits 1 when a median is over 300.
"""

import os
import sys
from collections.abc import Iterable
from hashlib import md5
from http import HTTPStatus
from statistics import median
from time import perf_counter
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.db import connection, connections  # noqa: E402 -- models need the settings first
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from audit.enums import AuditAction  # noqa: E402
from core import ports  # noqa: E402
from tests.factories.entities import auditor  # noqa: E402

LIMIT = 300.0
RUNS = 7
FILL = """
INSERT INTO audit_event (at, kind, actor, entity, case_ref, target, outcome, session, device,
                         address, body)
SELECT at, kind, actor, entity, case_ref, md5('target' || g)::uuid, outcome, md5('s' || g / 40),
       'firefox/windows', '203.0.113.0/24',
       convert_to(json_build_object(
           'actor', actor, 'address', '203.0.113.0/24', 'at', at, 'case_ref', case_ref,
           'details', json_build_object('part', 'plan', 'count', g %% 25),
           'device', 'firefox/windows', 'entity', entity, 'justification', null, 'kind', kind,
           'outcome', outcome, 'salt', md5('salt' || g), 'session', md5('s' || g / 40),
           'target', md5('target' || g)::uuid, 'v', 1)::text, 'UTF8')
FROM (
    SELECT g,
           now() - (%(rows)s - g) * interval '31 seconds' AS at,
           (%(kinds)s::text[])[1 + floor(power(random(), 3) * array_length(%(kinds)s::text[], 1))]
               AS kind,
           md5('actor' || floor(power(random(), 2) * 200))::uuid AS actor,
           md5('entity' || g %% 40)::uuid AS entity,
           md5('case' || floor(random() * 20000))::uuid AS case_ref,
           CASE WHEN random() < 0.01 THEN 'refused' ELSE 'done' END AS outcome
    FROM generate_series(1, %(rows)s) AS g
) AS made
"""


def fill(rows: int) -> None:
    """Insert `rows` events of 200 people, 20,000 cases and about a year."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"rows": rows, "kinds": [kind.value for kind in AuditAction]})
        cursor.execute("VACUUM ANALYZE audit_event")


def known_id(name: str) -> UUID:
    """Return the id that FILL gave to `name`."""
    return UUID(md5(name.encode()).hexdigest())


def addresses(rows: int) -> dict[str, dict[str, object]]:
    """Return what each measured page asks for; `Names` knows who is busy and who is quiet."""
    return {
        "newest": {},
        "half way": {"before": rows // 2},
        "oldest": {"after": 1},
        "busy person": {"who": "busy"},
        "quiet person": {"who": "quiet"},
        "quiet person, half way": {"who": "quiet", "before": rows // 2},
        "twenty people": {"who": "person"},
        "common kind": {"kind": "session:started"},
        "rare kind": {"kind": "log:read"},
        "family": {"kind": "family:looks"},
        "rare family": {"kind": "family:log"},
        "rare family, old month": {
            "kind": "family:log", "since": "2026-01-10", "until": "2026-02-10",
        },
        "family, half way": {"kind": "family:access", "before": rows // 2},
        "family and person": {"kind": "family:keys", "who": "busy"},
        "family and outcome": {"kind": "family:log", "outcome": "refused"},
        "entity": {"entity": "entity7"},
        "entity and family": {"entity": "entity7", "kind": "family:log"},
        "entity and outcome": {"entity": "entity7", "outcome": "refused"},
        "case": {"case": "case7"},
        "refusals": {"outcome": "refused"},
        "old month": {"since": "2026-01-10", "until": "2026-02-10"},
        "old day": {"since": "2026-01-10", "until": "2026-01-10"},
        "old month, quiet person": {"who": "quiet", "since": "2026-01-10", "until": "2026-02-10"},
        "old month, rare kind": {"kind": "log:read", "since": "2026-01-10", "until": "2026-02-10"},
        "person and rare kind": {"who": "busy", "kind": "log:read"},
        "person and refusals": {"who": "quiet", "outcome": "refused"},
        "case and other person": {"case": "case7", "who": "quiet"},
        "nothing found": {"kind": "log:read", "outcome": "failed"},
    }  # fmt: skip


class Names:
    """Answers for the rooms above with the ids of FILL."""

    def people(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        return dict.fromkeys(ids, "Somebody")

    entities = people

    def search(self, text: str) -> dict[UUID, str]:
        numbers = {"busy": [0], "quiet": [199], "person": range(180, 200)}[text]
        return {known_id(f"actor{number}"): text for number in numbers}

    def search_entities(self, text: str) -> dict[UUID, str]:
        return {known_id(text): text}

    def references(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        return dict.fromkeys(ids, "K7Q4-M9TR-V")

    def find(self, reference: str) -> UUID:
        return known_id(reference)


def measure(rows: int) -> bool:
    """Print the times; return whether each median keeps the limit."""
    ports.names_people.bind(Names())
    ports.names_cases.bind(Names())
    client = Client()
    client.force_login(auditor())
    kept = True
    for name, answers in addresses(rows).items():
        times = []
        for _run in range(RUNS):
            start = perf_counter()
            answer = client.get("/log/", answers)
            times.append((perf_counter() - start) * 1000)
            assert answer.status_code == HTTPStatus.OK
        kept = kept and median(times) <= LIMIT
        shown = len(answer.context["lines"])
        print(f"{name:28} {shown:3} rows  {median(times):7.1f}  worst {max(times):7.1f}")
    return kept


def main() -> None:
    """Make the database, measure, remove it."""
    if connection.vendor != "postgresql":
        sys.exit("This measures PostgreSQL: set DATABASE_URL.")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        fill(rows)
        kept = measure(rows)
    finally:
        connections.close_all()
        teardown_databases(old, verbosity=0)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
