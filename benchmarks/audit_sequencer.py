"""Times events written with a live sequencer against plain ones, and the offline verifier.

    DATABASE_URL=postgres://… KEYS_DATABASE_URL=postgres://… BROKER_URL=redis://… \\
    PUBLIC_URL=http://localhost .venv/bin/python -m benchmarks.audit_sequencer [seconds] [events]

Uses a test database of its own, which is removed again. Plain means: the same rows and indexes,
no queue and no sequencer. Rounds of both alternate, so that what else the machine does falls on
both; the middle of the ratios counts. To reach: 0.8 at 8 clients, 200,000 events a second
verified. Exits 1 below that.
"""

import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from statistics import median
from threading import Barrier, Thread
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()

from django.conf import settings  # noqa: E402 -- models need the settings first
from django.db import connection, connections  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from audit import merkle, signing  # noqa: E402
from audit.enums import AuditAction  # noqa: E402
from audit.models import Leaf, Pending  # noqa: E402
from audit.services import record_read  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = (1, 8, 32)
ROUNDS = 5
WANTED = {8: 0.8}
WANTED_RATE = 200_000
PER_CHECKPOINT = 1000
SEQUENCER = """
import sys, django
from django.conf import settings
django.setup()
settings.DATA_DIR, settings.DATABASES["default"]["NAME"] = sys.argv[1:]
from django.core.management import call_command
call_command("sequence_audit", watch=True)
"""


def clients_write(clients: int, seconds: float) -> float:
    """Let so many clients write for so long; return events a second."""
    counts = [0] * clients
    barrier = Barrier(clients + 1)

    def client(number: int) -> None:
        record_read(AuditAction.SIGNED_IN, by=None)  # opens the connection
        barrier.wait()
        end = perf_counter() + seconds
        while perf_counter() < end:
            record_read(AuditAction.SIGNED_IN, by=None)
            counts[number] += 1
        connections.close_all()

    threads = [Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = perf_counter()
    for thread in threads:
        thread.join()
    return sum(counts) / (perf_counter() - start)


def queue(*, on: bool) -> None:
    """Switch the trigger that queues events."""
    with connection.cursor() as cursor:
        switch = "ENABLE ALWAYS" if on else "DISABLE"
        cursor.execute(f"ALTER TABLE audit_event {switch} TRIGGER audit_event_queued")


def with_sequencer(clients: int, seconds: float) -> float:
    """Let clients write beside a sequencer in a process of its own; return events a second."""
    command = [sys.executable, "-c", SEQUENCER, str(settings.DATA_DIR)]
    process = subprocess.Popen([*command, str(connection.settings_dict["NAME"])], cwd=ROOT)
    try:
        record_read(AuditAction.SIGNED_IN, by=None)
        while Pending.objects.exists():
            pass
        return clients_write(clients, seconds)
    finally:
        process.terminate()
        process.wait()


def measure_writing(seconds: float) -> bool:
    """Print events a second, plain and sequenced; return whether the ratios are reached."""
    kept = True
    for clients in CLIENTS:
        plain, sequenced = [], []
        for _round in range(ROUNDS):
            queue(on=False)
            plain.append(clients_write(clients, seconds))
            queue(on=True)
            sequenced.append(with_sequencer(clients, seconds))
        ratio = median(two / one for one, two in zip(plain, sequenced, strict=True))
        kept = kept and ratio >= WANTED.get(clients, 0)
        print(
            f"{clients:3} clients  plain {median(plain):7.0f}/s  "
            f"sequenced {median(sequenced):7.0f}/s  ratio {ratio:.2f}"
        )
    print(f"sealed by the sequencer: {Leaf.objects.count()} events")
    return kept


def write_bundle(folder: Path, events: int) -> None:
    """Write an export of invented events, a checkpoint for each thousand."""
    signer = signing.make_signer(folder / "key", "bidelagun-benchmark")
    (folder / "key.pub").write_text(signing.public_line(signer.public))
    peaks: list[tuple[int, bytes]] = []
    notes = []
    with (folder / "events.ndjson").open("wb") as lines:
        for number in range(events):
            body = json.dumps(
                {
                    "actor": "6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c001",
                    "address": "203.0.113.0/24",
                    "at": "2026-11-21T12:00:00.000000+00:00",
                    "case_ref": "6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c002",
                    "details": {"count": number, "part": "plan"},
                    "device": "firefox/windows",
                    "entity": "6f2b2f3e-0d52-4a53-9f2a-0c5bd6d1c003",
                    "justification": None,
                    "kind": "case:viewed",
                    "outcome": "done",
                    "salt": secrets.token_hex(16),
                    "session": "0123456789abcdef0123456789abcdef",
                    "target": None,
                    "v": 1,
                },
                separators=(",", ":"),
            ).encode()
            lines.write(body + b"\n")
            level, result = 0, sha256(b"\x00" + body).digest()
            while peaks and peaks[-1][0] == level:
                result = merkle.join(peaks.pop()[1], result)
                level += 1
            peaks.append((level, result))
            if (number + 1) % PER_CHECKPOINT == 0:
                root = peaks[-1][1]
                for _level, peak in reversed(peaks[:-1]):
                    root = merkle.join(peak, root)
                notes.append(signing.note_of(signer, number + 1, root) + "\n")
    (folder / "checkpoints.txt").write_text("".join(notes))


def worked() -> float:
    """Return the seconds of processor time of all processes started here that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_verifying(events: int) -> bool:
    """Print how fast the verifier runs, as a program; return whether that is fast enough."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bundle(folder, events)
        times = []
        for _round in range(3):
            start = worked()
            subprocess.run([sys.executable, "audit/verify_audit.py", name], cwd=ROOT, check=True)
            times.append(worked() - start)
    rate = events / median(times)
    print(f"verified {events} events in {median(times):.2f} s of one core: {rate:,.0f}/s")
    return rate >= WANTED_RATE


def main() -> None:
    """Make the database, measure, remove it."""
    if connection.vendor != "postgresql":
        sys.exit("This measures PostgreSQL: set DATABASE_URL.")
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    events = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000  # noqa: PLR2004 -- arguments
    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        kept = [measure_verifying(events), measure_writing(seconds)]
    finally:
        connections.close_all()
        teardown_databases(old, verbosity=0)
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
