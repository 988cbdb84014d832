"""Simulates a caseload on one protocol file, from assumptions that are stated."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.findings import MalformedProtocol
from protocols.parser import parse
from protocols.simulation.assumptions import Assumptions, MalformedAssumptions
from protocols.simulation.reports import report
from protocols.simulation.runner import TooMuch, simulate
from protocols.xml_reader import MAX_BYTES

MAX_ASSUMPTIONS = 256 * 1024  # bytes


class Command(BaseCommand):
    """Needs no database and no keys; the same seed gives the same numbers on every machine."""

    help = "Simulate a caseload on a protocol file (BPMN): waiting times, missed deadlines, bottlenecks."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--cases-per-week", type=float, metavar="N")
        parser.add_argument("--weeks", type=int, metavar="N")
        parser.add_argument("--seed", type=int, metavar="N")
        parser.add_argument(
            "--assumptions", metavar="FILE.yaml", help="docs/simulation.md says how"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        definition = self._definition(file)
        try:
            given = self._assumptions(options["assumptions"])
            stated = {
                name: options[name]
                for name in ("cases_per_week", "weeks", "seed")
                if options[name] is not None
            }
            given = Assumptions.from_json({**given.to_json(), **stated})
            result = simulate(definition, given)
        except MalformedAssumptions as problem:
            raise CommandError(f"The assumptions cannot be used. {problem}") from None
        except TooMuch:
            raise CommandError(
                "The cases turn in a circle too fast: longer durations, or smaller shares of the way back."
            ) from None
        if options["json"]:
            told = {"file": file, "assumptions": given.to_json(), "result": result.to_json()}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(report(definition, given, result))

    def _definition(self, name: str) -> Definition:
        """Return the flowchart; only one that was proved sound can be simulated."""
        try:
            definition = parse(self._read(name, MAX_BYTES + 1))
        except MalformedProtocol as malformed:
            raise CommandError(f"{name}: {malformed}") from None
        if not is_sound(check(definition)):
            raise CommandError(f"{name} is not sound: run check_protocol and correct it first.")
        return definition

    def _assumptions(self, name: str | None) -> Assumptions:
        if name is None:
            return Assumptions()
        text = self._read(name, MAX_ASSUMPTIONS)
        if len(text) == MAX_ASSUMPTIONS:
            raise CommandError(f"{name}: the file is too large.")
        try:
            return Assumptions.from_json(yaml.safe_load(text))
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            raise CommandError(f"{name}: it is not YAML.") from None

    def _read(self, name: str, most: int) -> bytes:
        try:
            with Path(name).open("rb") as file:
                return file.read(most)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror or 'it cannot be read'}.") from None
