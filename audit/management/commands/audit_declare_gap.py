"""Declares a loss of events: `manage.py audit_declare_gap --witnessed FILE …`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.gaps import declare
from audit.witness import Refused


class Command(BaseCommand):
    """Two people sign, each with the key made by `init_audit_key` (docs/adr/0005)."""

    help = "Sign, as administrator and auditor, that events after a restore are lost."

    def add_arguments(self, parser: CommandParser) -> None:
        for name in ("--witnessed", "--administrator-key", "--auditor-key"):
            parser.add_argument(name, type=Path, required=True, metavar="FILE")
        parser.add_argument(
            "--without-copy", action="store_true", help="set the copy aside and begin a new one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checkpoint = declare(
                options["witnessed"],
                administrator=options["administrator_key"],
                auditor=options["auditor_key"],
                without_copy=options["without_copy"],
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Declared. The log goes on after {checkpoint.size} events.")
