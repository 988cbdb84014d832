"""Puts back events that a restored backup lacks: `manage.py audit_restore [DIR]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.copies import second_place
from audit.restoring import replay
from audit.witness import Refused


class Command(BaseCommand):
    """To be run after the database was restored, before the service starts again."""

    help = "Replay the copy of the log into a database restored from an older backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        try:
            count = replay(folder or second_place())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Put back {count} events.")
