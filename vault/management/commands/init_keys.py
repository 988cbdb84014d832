"""Makes the keys of a new installation: `manage.py init_keys`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from vault.exceptions import KekUnreachable, VaultRefused
from vault.setup import prepare_keys


class Command(BaseCommand):
    """Idempotent: what is there stays as it is."""

    help = "Make the tables and keys that are missing; never overwrite one."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = prepare_keys()
        except (VaultRefused, KekUnreachable) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError("The keys database does not answer or cannot be written.") from error
        self.stdout.write(f"Made: {', '.join(made)}." if made else "All keys are there.")
