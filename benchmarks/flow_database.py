"""What flowcharts cost in the database: steps done, due timers swept, who waits where.

    DATABASE_URL=postgres://… KEYS_DATABASE_URL=postgres://… BROKER_URL=redis://… \\
    PUBLIC_URL=http://localhost .venv/bin/python -m benchmarks.flow_database [open steps]

Works in a test database of its own, which is removed again, with the log and the vault on. Prints
medians: queries and milliseconds of CPU of this process for starting P1, for a step that stays
and for one that crosses into another lane (to reach: 16 queries, 24 ms); a sweep of 100 due
timers; and, with 100,000 open steps, milliseconds of the clock for “who waits at step X in lane Y”
(to reach: 5 ms), their count and the counts of a whole flowchart. Exits 1 where one is missed.
"""

import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter, process_time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.db import connection, connections  # noqa: E402 -- models need the settings first
from django.db.models import Count, Min, Q  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import timezone  # noqa: E402

from entities.models import User  # noqa: E402
from protocols.models import ProtocolVersion  # noqa: E402
from referrals import services  # noqa: E402
from referrals.enums import WAITING  # noqa: E402
from referrals.models import Run, Step, Timer  # noqa: E402
from referrals.services.sweep import sweep_timers  # noqa: E402
from tests.factories import cases, entities  # noqa: E402
from tests.factories import referrals as factory  # noqa: E402

ROUNDS, TIMERS = 40, 100
MOST_QUERIES, MOST_CPU, MOST_WAIT = 16, 24.0, 5.0
OPEN_CASES = """
INSERT INTO cases_case (
    id, data_key_id, owner_entity_id, opened_by_id, lead_worker_id, status, opened_on, created_at,
    closure_reason, detection_channel, exploitation_types, age_band, gender, languages,
    interpreter_needed, migration_status, risk_level, territory, children_count, victim_status,
    otsh_class, summary)
SELECT gen_random_uuid(), gen_random_uuid(), %(entity)s, %(worker)s, %(worker)s, 'active',
       current_date, now(), '', 'outreach', '["sexual"]', '21--23', 'feminine', '["en"]', false,
       'irregular', 'low', 'ES-BI', 0, 'possible', '', decode(repeat('e1', 200), 'hex')
FROM generate_series(1, %(runs)s)
"""
RUNS = """
INSERT INTO referrals_run (id, case_id, version_id, number, owner_id, status, answers, joins,
    started_at, started_by_id, end_reason)
SELECT gen_random_uuid(), c.id, %(version)s, 1, c.owner_entity_id, 'running', '{}', '{}', now(),
       %(worker)s, ''
FROM cases_case c WHERE NOT EXISTS (SELECT 1 FROM referrals_run r WHERE r.case_id = c.id)
"""
STEPS = """
INSERT INTO referrals_step (id, run_id, element, source, lane, kind, round, status, entity_id,
    sender_id, how, for_coordinator, opened_at, due_at, due_kind, outcome, recorded_source)
SELECT gen_random_uuid(), r.id, e.element, '', %(lane)s, 'task', 1, 'open', %(entity)s, %(entity)s,
       'owner', false, now() - random() * interval '90 days',
       now() + (random() - 0.3) * interval '30 days', 'service', '', ''
FROM referrals_run r CROSS JOIN unnest(%(elements)s::text[]) AS e(element)
WHERE r.number = 1 AND NOT EXISTS (SELECT 1 FROM referrals_step s WHERE s.run_id = r.id)
"""


@contextmanager
def measured(found: list[tuple[int, float]]) -> Iterator[None]:
    """Add queries and CPU milliseconds of what happens inside."""
    start = process_time()
    with CaptureQueriesContext(connection) as asked:
        yield
    found.append((len(asked), (process_time() - start) * 1000))


def tell(title: str, found: list[tuple[int, float]]) -> tuple[int, float]:
    """Print and return the most queries and the median CPU time."""
    queries = max(count for count, _spent in found)
    spent = statistics.median(spent for _count, spent in found)
    print(f"{title:42} {queries:4} queries {spent:7.1f} ms CPU")
    return queries, spent


def steps_cost(ana: User, version: ProtocolVersion) -> bool:
    """Start P1 and do a step that stays, and one that crosses; return whether limits are kept."""
    begun: list[tuple[int, float]] = []
    stayed: list[tuple[int, float]] = []
    crossed: list[tuple[int, float]] = []
    road = factory.road()
    for _round in range(ROUNDS):
        case = cases.open_case(by=ana)
        with measured(begun):
            run = services.start_run(case=case, version=version, by=ana)
        answers = {"minor_or_doubt": False, "emergency": False, "danger": False}
        with measured(stayed):
            services.complete_step(step=factory.step(run, "t1"), answers=answers, by=ana)
        other = services.start_run(case=case, version=road, by=ana)
        with measured(crossed):
            services.complete_step(
                step=factory.step(other, "ask"), answers={"agrees": True}, by=ana
            )
    tell("start P1", begun)
    told = [tell("a step of P1 that stays", stayed), tell("a step into another lane", crossed)]
    return all(queries <= MOST_QUERIES and spent <= MOST_CPU for queries, spent in told)


def sweep_cost(ana: User) -> None:
    """Sweep a hundred due timers, each of its own run."""
    version = factory.waiting_hour()
    for _run in range(TIMERS):
        run = services.start_run(case=cases.open_case(by=ana), version=version, by=ana)
        services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    Timer.objects.filter(run__version=version).update(fire_at=timezone.now())
    found: list[tuple[int, float]] = []
    with measured(found):
        done = sweep_timers(now=timezone.now() + timedelta(seconds=1))
    assert done["timers"] == TIMERS, done
    tell(f"sweep of {TIMERS} due timers", found)


def clock(title: str, ask: Callable[[], object]) -> float:
    """Print and return the median of the clock of a question, in milliseconds."""
    times = []
    for _round in range(ROUNDS):
        start = perf_counter()
        ask()
        times.append((perf_counter() - start) * 1000)
    print(f"{title:42} {statistics.median(times):7.2f} ms")
    return statistics.median(times)


def waiting_cost(ana: User, version: ProtocolVersion, rows: int) -> bool:
    """Ask who waits among many open steps; return whether the limit is kept."""
    elements = [f"t{number}" for number in range(1, 5)]
    facts = {
        "entity": ana.entity_id,
        "worker": ana.pk,
        "version": version.pk,
        "runs": rows // len(elements),
        "elements": elements,
        "lane": "det",
    }
    with connection.cursor() as cursor:
        for statement in (OPEN_CASES, RUNS, STEPS):
            cursor.execute(statement, facts)
        for table in ("cases_case", "referrals_run", "referrals_step"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    open_steps = Step.objects.filter(status__in=WAITING)
    print(f"{open_steps.count()} open steps of {Run.objects.count()} runs")
    # By version, not through the protocol: the planner knows how many runs a version has.
    versions = list(version.protocol.versions.values_list("pk", flat=True))
    here = open_steps.filter(element="t2", lane="det", run__version__in=versions)
    spent = clock(
        "who waits at step X in lane Y (first 50)", lambda: list(here.order_by("due_at")[:50])
    )
    clock("how many wait there", here.count)
    late = Q(due_at__lte=timezone.now())
    counts = open_steps.filter(run__version=version).values("element")
    clock(
        "counts, late and oldest of a flowchart",
        lambda: list(
            counts.annotate(
                open=Count("pk"), late=Count("pk", filter=late), oldest=Min("opened_at")
            )
        ),
    )
    return spent <= MOST_WAIT


def main() -> None:
    """Make the database, measure, remove it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        ana = entities.caseworker(entity=entities.referring_entity(), name="Ana")
        version = factory.library("p1_detection_identification.es")
        kept = steps_cost(ana, version)
        sweep_cost(ana)
        kept = waiting_cost(ana, version, rows) and kept
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
