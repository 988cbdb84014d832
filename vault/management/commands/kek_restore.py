"""Puts the key-encryption key together from two shares: `manage.py kek_restore`."""

import sys
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.services import AuditUnavailable
from vault.escrow import restore_kek
from vault.exceptions import VaultRefused
from vault.shares import NEEDED, MistypedShare, read_share


class Command(BaseCommand):
    """Shares are asked for, or read from standard input; never arguments, which others can see."""

    help = "Write the KEK file from two shares; asks for them, or reads them from standard input."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = restore_kek([self._ask(count) for count in range(1, NEEDED + 1)])
        except (VaultRefused, MistypedShare) as error:
            raise CommandError(str(error)) from error
        except AuditUnavailable as error:
            raise CommandError(
                "The log could not be written. Restore both databases first."
            ) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(f"The KEK is in {path}. Run: manage.py init_keys")

    def _ask(self, count: int) -> str:
        """Return a share; on a terminal ask again until it is whole."""
        if not sys.stdin.isatty():
            return sys.stdin.readline()
        while True:
            typed = getpass(f"Share {count} of {NEEDED} (it is not shown): ")
            try:
                read_share(typed)
            except MistypedShare as error:
                self.stderr.write(str(error))
                continue
            return typed
