"""Runs the suite on every database and tool found here, and says what it had to leave out.

With REQUIRE_ALL=1 a missing tool is a failure, so that a pass means that everything ran.
"""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library

import psycopg
import redis

POSTGRES = "postgres://bidelagun:bidelagun@127.0.0.1:5432/bidelagun"
REDIS = "redis://127.0.0.1:6379/15"
# What is set outside for a site of one's own must not reach the tests.
OUTSIDE = (
    "DATABASE_URL KEYS_DATABASE_URL BROKER_URL PUBLIC_URL EMAIL_URL PROXIES DEMO DEBUG "
    "SECRET_KEY KEK KEK_FILE BIDELAGUN_DATA_DIR DJANGO_SETTINGS_MODULE"
).split()


def services_answer() -> bool:
    """Say whether PostgreSQL and Redis let the tests in: those of somebody else would not."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=5).close()
        redis.Redis.from_url(REDIS, socket_connect_timeout=5).ping()
    except (psycopg.OperationalError, redis.RedisError):
        return False
    return True


def run(title: str, arguments: list[str], extra: dict[str, str]) -> bool:
    """Run pytest with these arguments and additions to the environment; say whether it passed."""
    print(f"\n== {title}", flush=True)
    clean = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, env={**clean, **extra}, check=False).returncode == 0


def main() -> int:
    """Run what can be run; return the exit code."""
    left_out: list[str] = []
    chromium = shutil.which("chromium") is not None
    postgres = services_answer()
    if not chromium:
        left_out.append("browser journeys: Chromium is not installed")
    if not postgres:
        left_out.append("PostgreSQL and Redis: not on 127.0.0.1 as tools/services.sh sets them up")
    pango = find_library("pangoft2-1.0") is not None
    if not pango:
        left_out.append("PDF files: Pango is not installed")
    found = {"browser": chromium, "pdf": pango}
    chosen = " and ".join(f"not {marker}" for marker, is_there in found.items() if not is_there)
    marked = ["-m", chosen] if chosen else []
    passed = [run("SQLite", ["-n", "2", *marked], {})]
    if postgres:
        services = {
            "DATABASE_URL": POSTGRES,
            "KEYS_DATABASE_URL": f"{POSTGRES}_keys",
            "BROKER_URL": REDIS,
            "PUBLIC_URL": "http://localhost",
        }
        passed.append(run("PostgreSQL and Redis", ["-n", "2", *marked], services))
    for line in left_out:
        print(f"Left out: {line}")
    if left_out and os.environ.get("REQUIRE_ALL") == "1":
        print("REQUIRE_ALL=1: what was left out counts as a failure.")
        return 1
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
