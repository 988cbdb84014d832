"""Times the search of the directory with 200 and with 5,000 services.

    .venv/bin/python -m benchmarks.directory [services]

Fills a test database of its own, which is removed again. Prints one line a question: the best of
the runs in milliseconds (CPU of the whole request plus the time the database took), small and
large directory, and their ratio. Exits 1 when one is over 50.
"""

import os
import random
import sys
from http import HTTPStatus
from time import perf_counter, process_time
from typing import Any

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

from core import vocabularies  # noqa: E402
from entities.models import Service, User  # noqa: E402
from tests.factories import entities as factory  # noqa: E402

LIMIT, RUNS, ENTITIES = 50.0, 9, 60
QUESTIONS: dict[str, dict[str, str]] = {
    "everything": {},
    "need": {"need": "shelter"},
    "need and language": {"need": "shelter", "language": "fr"},
    "language, any need": {"language": "fr"},
    "all questions": {
        "language": "fr", "age_band": "18--20", "territory": "ES-BI", "admits": "pregnancy",
        "children": "on", "place": "on", "without_permit": "on",
    },
    "page 20": {"language": "fr", "page": "20"},
}  # fmt: skip


def fill(rows: int) -> None:
    """Make the directory so large."""
    dice = random.Random(rows)
    made = [factory.entity(code=f"entity-{number}") for number in range(ENTITIES)]
    ages = vocabularies.codes("age_band")
    Service.objects.all().delete()
    Service.objects.bulk_create(
        Service(
            entity=dice.choice(made),
            name=f"Service {number}",
            service_type=dice.choice(vocabularies.codes("service_type")),
            languages=dice.sample(["es", "eu", "fr", "en", "ro", "ar"], dice.randint(1, 4)),
            age_bands=dice.sample(ages, dice.randint(0, 5)),
            territories=dice.sample(["ES-BI", "ES-SS", "ES-VI"], dice.randint(0, 2)),
            admits=dice.sample(["pregnancy", "disability"], dice.randint(0, 2)),
            accepts_children=dice.choice([True, False]),
            places_total=10,
            places_free=dice.randint(0, 10),
        )
        for number in range(rows)
    )


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


def times(person: User) -> dict[str, float]:
    """Return the best time of each question."""
    client = Client()
    client.force_login(person)
    found = {}
    for name, answers in QUESTIONS.items():
        client.get("/entities/directory/", answers)
        found[name] = min(_one(client, answers) for _run in range(RUNS))
    return found


def _one(client: Client, answers: dict[str, str]) -> float:
    clock = Clock()
    start = process_time()
    with connection.execute_wrapper(clock):
        answer = client.get("/entities/directory/", answers)
    spent = process_time() - start
    assert answer.status_code == HTTPStatus.OK
    # In an embedded installation the database works in this process: its time is CPU already.
    waited = 0.0 if connection.vendor == "sqlite" else clock.spent
    return (spent + waited) * 1000


def measure(rows: int) -> bool:
    """Print the times; return whether the limit is kept."""
    person = factory.caseworker()
    fill(200)
    small = times(person)
    fill(rows)
    large = times(person)
    for name, spent in large.items():
        print(f"{name:20} {small[name]:6.1f} to {spent:6.1f}   ratio {spent / small[name]:.2f}")
    return max(large.values()) <= LIMIT


def main() -> None:
    """Make the database, measure, remove it."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
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
