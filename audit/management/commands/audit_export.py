"""Writes the sealed log for the offline verifier: `manage.py audit_export DIR`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import columns, copies, signing
from audit.enums import AuditAction
from audit.services import record_read


class Command(BaseCommand):
    """The export ends at the last checkpoint and is itself an event, recorded before."""

    help = "Write the sealed log into an empty folder; verify it with audit/verify_audit.py."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            if folder.exists() and any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty.")
            keys = signing.published()
            record_read(AuditAction.LOG_EXPORTED, by=None)
            size = copies.extend(folder, keys)
        except signing.KeyUnusable as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        if wrong := columns.first_differing(columns.truly_sealed()):
            raise CommandError(
                f"Written, but of event number {wrong[0]} in the database the column {wrong[1]} "
                "is not what its sealed body says: it was altered."
            )
        self.stdout.write(f"Exported {size} events to {folder}.")
