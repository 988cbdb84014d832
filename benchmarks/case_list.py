"""Times the list of cases with 1,000 and with 100,000 cases: every filter and deep pages.

    DATABASE_URL=postgres://… KEYS_DATABASE_URL=postgres://… BROKER_URL=redis://… \\
    PUBLIC_URL=http://localhost .venv/bin/python -m benchmarks.case_list [cases]

Fills a test database of its own, which is removed again: fifty entities, the first with two
fifths of the cases, each case also open to one or two others. Prints one line a page: the best of the runs in
milliseconds, CPU of the whole request plus the time the database took, small and large
installation, and their ratio. Exits 1 when one is over 60, or the ratio of a page that is full in
both over 1.2 (a page that finds nothing has looked at every case of the entity).
"""

import os
import sys
from http import HTTPStatus
from time import perf_counter, process_time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.contrib.auth.models import Permission  # noqa: E402 -- models need the settings first
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from entities.groups import group_for  # noqa: E402
from entities.models import User  # noqa: E402
from entities.roles import Role  # noqa: E402
from tests.factories import entities as factory  # noqa: E402

LIMIT, RATIO, RUNS, ENTITIES = 60.0, 1.2, 15, 50
FULL = {"busiest: newest", "busiest: page 9", "busiest: active"}
CASES = """
INSERT INTO cases_case (
    id, data_key_id, owner_entity_id, opened_by_id, lead_worker_id, status, opened_on, created_at,
    closure_reason, closed_at, closed_by_id, detection_channel, exploitation_types, age_band, gender,
    languages, interpreter_needed, migration_status, risk_level, territory, children_count,
    victim_status, otsh_class, summary)
SELECT gen_random_uuid(), gen_random_uuid(), owner, %(worker)s, %(worker)s,
       CASE WHEN random() < 0.5 THEN 'active' ELSE 'follow_up' END,
       current_date - (random() * 1500)::int, now(), '', NULL, NULL, 'outreach', '["sexual"]',
       '21--23', 'feminine', '["en"]', false, 'irregular',
       (ARRAY['low', 'medium', 'high', 'extreme'])[1 + floor(power(random(), 2) * 4)],
       'ES-BI', 0, 'possible', '', decode(repeat('e1', 2000), 'hex')
FROM (
    SELECT (%(entities)s::uuid[])[1 + floor(power(random(), 3) * %(count)s)] AS owner
    FROM generate_series(1, %(rows)s)
) AS made
"""
ROWS = """
INSERT INTO cases_casegrouppermission (permission_id, group_id, content_object_id, opened_on)
SELECT %(view)s, g.id, c.id, c.opened_on
FROM cases_case c
JOIN auth_group g ON split_part(g.name, ':', 1)::uuid = c.owner_entity_id
UNION
SELECT %(view)s, g.id, c.id, c.opened_on
FROM cases_case c
JOIN LATERAL (
    SELECT unnest((%(entities)s::uuid[])[1 + (hashtext(c.id::text) & 31) : 2 + (hashtext(c.id::text) & 31)]) AS id
) AS other ON true
JOIN auth_group g ON split_part(g.name, ':', 1)::uuid = other.id
"""
CODES = """
INSERT INTO cases_casecode (id, case_id, entity_id, code, minted_at)
SELECT gen_random_uuid(), case_id, entity, lpad(row_number() OVER () || '', 9, '0'), now()
FROM (
    SELECT DISTINCT p.content_object_id AS case_id, split_part(g.name, ':', 1)::uuid AS entity
    FROM cases_casegrouppermission p JOIN auth_group g ON g.id = p.group_id
) AS readers
"""


def fill(rows: int, people: list[User]) -> None:
    """Insert `rows` cases with guardian's rows and codes."""
    facts = {
        "rows": rows,
        "worker": people[0].pk,
        "entities": [person.entity_id for person in people],
        "count": len(people),
        "view": Permission.objects.get(codename="view_case", content_type__app_label="cases").pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case, cases_casegrouppermission, cases_casecode CASCADE")
        for statement in (CASES, ROWS, CODES):
            cursor.execute(statement, facts)
        for table in ("cases_case", "cases_casegrouppermission", "cases_casecode"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def times(people: list[User]) -> dict[str, list[float]]:
    """Return the CPU times of each page, for the busiest and for a quiet entity."""
    pages = {
        "newest": {},
        "page 9": {"page": 9},
        "active": {"status": "active"},
        "extreme risk": {"risk_level": "extreme"},
        "on hold (none)": {"status": "on_hold"},
    }
    found = {}
    for who, person in (("busiest", people[0]), ("quiet", people[-1])):
        client = Client()
        client.force_login(person)
        for name, answers in pages.items():
            client.get("/cases/", answers)
            found[f"{who}: {name}"] = [_one(client, answers) for _run in range(RUNS)]
    return found


class Clock:
    """Adds up what the database takes."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        start = perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.spent += perf_counter() - start


def _one(client: Client, answers: dict[str, object]) -> float:
    clock = Clock()
    start = process_time()
    with connection.execute_wrapper(clock):
        answer = client.get("/cases/", answers)
    spent = process_time() - start
    assert answer.status_code == HTTPStatus.OK
    return (spent + clock.spent) * 1000


def measure(rows: int) -> bool:
    """Print the times; return whether limit and ratio are kept."""
    people = [
        factory.caseworker(entity=factory.entity(code=f"entity-{number}"), name=f"Person {number}")
        for number in range(ENTITIES)
    ]
    for person in people:
        group_for(person.entity, Role.COORDINATOR)
    fill(1_000, people)
    small = times(people)
    fill(rows, people)
    large = times(people)
    kept = True
    for name, spent in large.items():
        ratio = min(spent) / min(small[name])
        kept = kept and min(spent) <= LIMIT and (name not in FULL or ratio <= RATIO)
        print(f"{name:24} {min(small[name]):6.1f} to {min(spent):6.1f}   ratio {ratio:.2f}")
    return kept


def main() -> None:
    """Make the database, measure, remove it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        kept = measure(rows)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
