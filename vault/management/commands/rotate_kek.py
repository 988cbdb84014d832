"""Moves all keys to the active KEK: `manage.py rotate_kek [--from-file FILE]`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.services import AuditUnavailable
from vault.exceptions import KekUnreachable, VaultRefused
from vault.progress import Progress
from vault.providers import read_kek_file
from vault.rotation import rotate_kek


class Command(BaseCommand):
    """Killed, it is simply run again. It needs the KEK before, too, and so checks by itself."""

    help = "Wrap every data key under the active key-encryption key; interrupted, run it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from-file", metavar="FILE", type=Path, help="the KEK before, when it was elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before = options["from_file"]
        try:
            rotated = rotate_kek(
                progress=Progress(self.stdout, "Keys re-wrapped"),
                previous=read_kek_file(before) if before else None,
            )
        except (VaultRefused, KekUnreachable) as error:
            raise CommandError(str(error)) from error
        except AuditUnavailable as error:
            raise CommandError("The log could not be written; no key was moved.") from error
        if rotated.damaged:
            named = ", ".join(map(str, rotated.damaged))
            raise CommandError(
                f"{rotated.moved} keys moved to {rotated.kek_id}. These do not open and were left "
                f"as they are: {named}. Restore them from a backup; keep the KEK before until then."
            )
        self.stdout.write(f"{rotated.moved} keys moved; all are under {rotated.kek_id}.")
