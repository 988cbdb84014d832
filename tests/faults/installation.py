"""An embedded installation in a folder of its own, with processes that can be killed."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = "-m celery -A config worker -B --pool solo --without-gossip --without-mingle".split()
# What the product reads from the environment besides: nothing of it may come from outside.
READ = "DATABASE_URL KEYS_DATABASE_URL BROKER_URL KEK KEK_FILE SECRET_KEY EMAIL_URL DEBUG".split()


def wait_until(holds: Callable[[], object], *, seconds: float = 30, every: float = 0.002) -> None:
    """Ask again and again until it holds; fail when it has not after so many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(every)


def free_port() -> int:
    """A port of loopback where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Installation:
    """Everything that was started here names the folder in its environment, which finds it."""

    folder: Path
    port: int = 8000
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if name not in READ}
        return clean | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "BIDELAGUN_DATA_DIR": str(self.folder),
            "PUBLIC_URL": f"http://localhost:{self.port}",
            "DEMO": "1",
        }

    def run(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | extra,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def must_run(self, *arguments: str) -> str:
        """Run Python with these arguments; return what it printed, fail when it failed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str, **extra: str) -> subprocess.Popen[bytes]:
        """Start Python with these arguments, in a process group of its own as a terminal does;
        what it says goes to the folder's `said`."""
        with (self.folder / "said").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment | extra,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def said(self) -> str:
        """What started processes have said so far."""
        return (self.folder / "said").read_text(encoding="utf-8")

    def processes(self) -> set[int]:
        """The ids of all living processes of this installation, whoever started them."""
        mark = f"BIDELAGUN_DATA_DIR={self.folder}".encode()
        found = set()
        for entry in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in entry.read_bytes().split(b"\0"):
                    found.add(int(entry.parent.name))
            except OSError:
                continue  # ended meanwhile, or somebody else's
        return found

    def kill_children(self, parent: int, named: str) -> None:
        """Kill -9 the children of a process that have this word in their command."""
        for number in self.processes():
            place = Path(f"/proc/{number}")
            its_parent = int((place / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if its_parent == parent and named.encode() in (place / "cmdline").read_bytes():
                os.kill(number, signal.SIGKILL)

    def kill_all(self) -> None:
        """Leave nothing running."""
        for number in self.processes():
            os.kill(number, signal.SIGKILL)
        for process in self.started:
            process.wait()

    def read(self, query: str) -> list[tuple]:
        """Ask the main database from outside, while others write it."""
        with closing(sqlite3.connect(self.folder / "bidelagun.sqlite3", timeout=20)) as database:
            return database.execute(query).fetchall()

    def write(self, statement: str) -> None:
        """Change the main database from outside: let time pass."""
        path = self.folder / "bidelagun.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as database, database:
            database.execute(statement)
