"""Fills a data folder with the invented network and serves it: `make demo`, `make demo-data`."""

import socket
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from demo.directory import build_directory
from demo.network import accounts, address_of, build_network
from demo.processes import run_together, web_server, worker
from demo.protection import protect_examples
from demo.road import CASES, build_cases
from entities.demo_accounts import PASSWORD
from vault.startup import RequiresVault


class Command(RequiresVault):
    """Goes on with what is there; a kill at any moment leaves the folder usable."""

    help = "Fill the data folder with invented data and serve it on loopback."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--data-only", action="store_true", help="fill the folder, start nothing"
        )
        parser.add_argument("--cases", type=int, default=CASES, help="how many cases to invent")

    def handle(self, *args: Any, port: int, data_only: bool, cases: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented data is only for DEMO=1; use `make demo`.")
        if not data_only:
            self._refuse_busy_port(port)
        self._prepare(cases)
        if data_only:
            self.stdout.write(f"The invented network is in {settings.DATA_DIR}.")
            return
        children = [web_server(port), worker()]
        self._greet(port)
        if not run_together(children):
            raise CommandError("A part of the demonstration stopped; its message is above.")

    def _refuse_busy_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    f"Port {port} is in use or not allowed. Choose another: make demo PORT=8001"
                ) from error

    def _prepare(self, cases: int) -> None:
        # Nobody is awake yet: the sweeps find what is built here when the worker starts.
        current_app.conf.broker_url = "memory://localhost"
        self.stdout.write("Preparing the databases…")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        build_network()
        build_directory()
        call_command("load_library", publish=address_of("paula"), verbosity=0)
        for done in build_cases(until=cases):
            self._progress(done, cases)
        protect_examples()

    def _progress(self, done: int, cases: int) -> None:
        if self.stdout.isatty():
            filled = 40 * done // cases
            bar = "#" * filled + "·" * (40 - filled)
            ending = "\n" if done == cases else ""
            self.stdout.write(f"\rInventing cases [{bar}] {done}/{cases}", ending=ending)
            self.stdout.flush()
        elif done % 50 == 0:
            self.stdout.write(f"Inventing cases: {done}/{cases}")

    def _greet(self, port: int) -> None:
        self.stdout.write(f"\nBidelagun is at http://localhost:{port} — Ctrl+C stops it.\n\n")
        for address, name, entity, roles in accounts():
            self.stdout.write(f"  {address:<24} {', '.join(roles):<24} {name}, {entity}")
        self.stdout.write(f"\nThe password of all of them: {PASSWORD}")
        self.stdout.write("The second page of signing in shows the code to type.\n")
