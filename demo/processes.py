"""Runs the web server and the worker of the demonstration until one stops or somebody says stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from core.processes import die_with_parent

GRACE_SECONDS = 10


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own commands
        [sys.executable, "-m", *arguments],
        env=os.environ,
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- no threads run yet
        process_group=0,  # Ctrl+C in a terminal comes to us alone, who end them in order
    )


def web_server(port: int) -> subprocess.Popen[bytes]:
    """Start the web server on loopback."""
    return _start(
        *"gunicorn config.wsgi:application --worker-class gthread --workers 1 --threads 8".split(),
        *f"--bind 127.0.0.1:{port} --no-control-socket --log-level warning".split(),
    )


def worker() -> subprocess.Popen[bytes]:
    """Start one worker that also keeps the timetable."""
    return _start(
        *"celery --quiet -A config worker -B --pool solo --without-gossip --without-mingle".split(),
        *"--loglevel WARNING".split(),
    )


@contextmanager
def _stop_on_signal() -> Iterator[list[int]]:
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_together(children: list[subprocess.Popen[bytes]]) -> bool:
    """Wait until a child ends or a signal comes, end all; say whether a signal asked for it."""
    with _stop_on_signal() as asked:
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return bool(asked)
