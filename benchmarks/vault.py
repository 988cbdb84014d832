"""What sealing costs, as ratios taken in one run.

Seal and open against raw AES-GCM by size; list and save of rows with five sealed fields against
the same rows in plain; wrapping again, as `rotate_kek` does. Each pair is measured in turns, and
the best round of each counts.

Run: DJANGO_SETTINGS_MODULE=config.settings.test python -m benchmarks.vault
The keys and rows live in databases of the run and are gone afterwards.
"""

import datetime as dt
import os
import time
from collections.abc import Callable
from uuid import uuid4

import django
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.test.utils import setup_databases, teardown_databases

django.setup()

from tests.sealed_app.models import Plain, Sealed  # noqa: E402 -- models come after the set-up
from vault.envelope import Place, seal, unseal  # noqa: E402
from vault.keyring import keyring, wrapping_context  # noqa: E402
from vault.providers import kek_provider  # noqa: E402
from vault.services import create_data_key, prefetch_keys  # noqa: E402

ROUNDS, SECONDS = 16, 0.04
SIZES = (16, 256, 1024, 4096, 65536)
MICROSECONDS = 1_000_000
AGAINST_RAW, LIST_AGAINST_PLAIN = 0.35, 1.25
KEYS_REWRAPPED = 2_000


def once(action: Callable[[], object]) -> float:
    """Return the microseconds that one call takes, over one round."""
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < SECONDS:
        action()
        count += 1
    return spent / count * MICROSECONDS


def in_turns(*actions: Callable[[], object]) -> list[float]:
    """Return what each of the actions costs at its best, measured in turns."""
    rounds = [[once(action) for action in actions] for _ in range(ROUNDS)]
    return [min(costs) for costs in zip(*rounds, strict=True)]


def measure_envelope() -> None:
    """Print what one value costs by its size, against the cipher alone with a ready key."""
    key_id, place = create_data_key(owner="person"), Place("app.Model", "field", str(uuid4()))
    cipher = AESGCM(keyring.key(key_id))
    print(f"{'bytes':>6}  {'raw':>7} {'seal':>7} {'ratio':>6}  {'raw':>7} {'open':>7} {'ratio':>6}")
    for size in SIZES:
        text, nonce = os.urandom(size), os.urandom(12)
        raw_blob = cipher.encrypt(nonce, text, None)
        blob = seal(text, key_id=key_id, place=place)
        costs = in_turns(
            lambda text=text: cipher.encrypt(os.urandom(12), text, None),
            lambda text=text: seal(text, key_id=key_id, place=place),
            lambda blob=raw_blob, nonce=nonce: cipher.decrypt(nonce, blob, None),
            lambda blob=blob: unseal(blob, place=place),
        )
        raw_seal, sealing, raw_open, opening = costs
        print(
            f"{size:>6}  {raw_seal:7.2f} {sealing:7.2f} {raw_seal / sealing:6.2f}  "
            f"{raw_open:7.2f} {opening:7.2f} {raw_open / opening:6.2f}"
        )
    print(f"        µs; to reach at 256 bytes: {AGAINST_RAW} of raw\n")


def measure_rows() -> None:
    """Print what 25 rows, and a save of one, cost in plain and sealed."""
    key_id = create_data_key(owner="person")
    values = {
        "story": "x" * 1000,
        "details": {"a": [1, 2]},
        "started_on": dt.date(2024, 2, 29),
        "used_name": "Joy",
        "legal_name": "Joy Osagie",
    }
    for number in range(25):
        Plain.objects.create(label=str(number), **values)
        Sealed.objects.create(data_key_id=key_id, label=str(number), **values)
    plain, sealed = Plain.objects.first(), Sealed.objects.first()

    def change(record: Plain | Sealed) -> None:
        record.story = str(time.perf_counter_ns())
        record.save()

    def read_one_each() -> list[str]:
        rows = list(Sealed.objects.all())
        prefetch_keys(*rows)
        return [row.used_name for row in rows]

    pairs = {
        "list of 25, none read": (
            lambda: list(Plain.objects.all()),
            lambda: list(Sealed.objects.all()),
        ),
        "list of 25, one read each": (
            lambda: [row.used_name for row in Plain.objects.all()],
            read_one_each,
        ),
        "save and history, none changed": (plain.save, sealed.save),
        "save and history, one changed": (lambda: change(plain), lambda: change(sealed)),
    }
    print(f"{'':<32} {'plain':>8} {'sealed':>8} {'ratio':>6}")
    for name, (one, other) in pairs.items():
        in_plain, in_seal = in_turns(one, other)
        print(f"{name:<32} {in_plain:8.0f} {in_seal:8.0f} {in_seal / in_plain:6.2f}")
    print(f"{'':<32} µs; to reach for the list: {LIST_AGAINST_PLAIN} of plain\n")


def measure_wrapping() -> None:
    """Print how fast keys are wrapped again."""
    provider, pairs = kek_provider(), []
    for _ in range(KEYS_REWRAPPED):
        context = wrapping_context(uuid4())
        pairs.append((provider.wrap(os.urandom(32), context), context))
    start = time.perf_counter()
    provider.rewrap_many(pairs)
    rate = KEYS_REWRAPPED / (time.perf_counter() - start)
    print(f"keys wrapped again, database apart: {rate:,.0f} a second")


def main() -> None:
    """Measure in databases of its own."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        measure_envelope()
        measure_rows()
        measure_wrapping()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
