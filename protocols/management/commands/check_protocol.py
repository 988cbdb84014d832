"""Checks protocol files: one JSON object a file on a line of its own."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.checker import check, is_sound
from protocols.findings import Finding, MalformedProtocol, Severity
from protocols.parser import parse
from protocols.xml_reader import MAX_BYTES


class Command(BaseCommand):
    """Needs no database and no keys; ends with 1 unless all files are sound."""

    help = "Check protocol files (BPMN); prints one JSON object a file, ends with 1 if one fails."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        unsound = 0
        for name in files:
            findings = self._findings(name)
            sound = is_sound(findings)
            unsound += not sound
            report = {
                "file": name,
                "sound": sound,
                "findings": [finding.to_json() for finding in findings],
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        if unsound:
            raise CommandError(f"{unsound} of {len(files)} files are not sound.")

    def _findings(self, name: str) -> list[Finding]:
        try:
            with Path(name).open("rb") as file:
                return check(parse(file.read(MAX_BYTES + 1)))
        except OSError as error:
            reason = error.strerror or "The file cannot be read"
            return [Finding("unreadable", Severity.ERROR, "", f"{reason}.")]
        except MalformedProtocol as malformed:
            return malformed.findings
