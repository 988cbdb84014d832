"""What sealing costs: seal and open by size, and a model row with five sealed fields.

Run: DJANGO_SETTINGS_MODULE=config.settings.test python -m benchmarks.vault
The keys and rows live in databases in memory and are gone afterwards.
"""

import os
import time
from collections.abc import Callable
from uuid import uuid4

import django
from django.test.utils import setup_databases, teardown_databases

django.setup()

from tests.sealed_app.models import Record  # noqa: E402 -- models come after the set-up
from vault.envelope import Place, seal, unseal  # noqa: E402
from vault.services import create_data_key  # noqa: E402

SECONDS = 0.5
SIZES = (16, 256, 1024, 4096, 65536)
MICROSECONDS = 1_000_000


def cost(action: Callable[[], object]) -> float:
    """Return the microseconds that one call takes, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS / 3:
            action()
            count += 1
        best = min(best, (time.perf_counter() - start) / count * MICROSECONDS)
    return best


def measure_envelope() -> None:
    """Print what one value costs by its size."""
    key_id, place = create_data_key(owner="person"), Place("app.Model", "field", str(uuid4()))
    for size in SIZES:
        text = os.urandom(size)
        blob = seal(text, key_id=key_id, place=place)
        sealing = cost(lambda text=text: seal(text, key_id=key_id, place=place))
        opening = cost(lambda blob=blob: unseal(blob, place=place))
        print(f"{size:>6} bytes: seal {sealing:6.1f} µs, open {opening:6.1f} µs")


def measure_rows() -> None:
    """Print what rows with sealed fields cost."""
    key_id = create_data_key(owner="person")
    values = {"story": "x" * 1000, "details": {"a": [1, 2]}, "started_on": "2024-02-29"}
    for number in range(25):
        Record.objects.create(data_key_id=key_id, label=str(number), **values)
    record = Record.objects.first()
    print(f"list of 25, nothing read: {cost(lambda: list(Record.objects.all())):8.1f} µs")
    print(
        f"list of 25, one read each: "
        f"{cost(lambda: [row.story for row in Record.objects.all()]):7.1f} µs"
    )
    print(f"save with history, nothing changed: {cost(record.save):8.1f} µs")


def main() -> None:
    """Measure in databases of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        measure_envelope()
        measure_rows()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
