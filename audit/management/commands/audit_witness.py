"""Keeps the last checkpoint for an auditor: `manage.py audit_witness DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.witness import Refused, keep_checkpoint


class Command(BaseCommand):
    """To be run by the auditor, from time to time, into a folder that only she can write."""

    help = "Check that the log continues the checkpoint in the folder, and keep the last one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR_OF_AUDITOR")
        parser.add_argument(
            "--accept-keys", action="store_true", help="believe new keys for declaring a loss"
        )

    def handle(self, *args: Any, folder: Path, accept_keys: bool, **options: Any) -> None:
        try:
            size = keep_checkpoint(folder, accepts_keys=accept_keys)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(f"Witnessed {size} events.")
