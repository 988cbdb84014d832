"""Prints the key-encryption key in three shares: `manage.py kek_escrow`."""

from typing import Any

from django.core.management.base import CommandError

from audit.services import AuditUnavailable
from vault.escrow import make_shares
from vault.exceptions import VaultRefused
from vault.startup import RequiresVault

ADVICE = """Any two of these three shares give the key-encryption key back; one alone tells nothing.
Give each to another person, on paper, kept in another place than the backups. Do not keep
this screen or a file of it. With two of them: manage.py kek_restore
"""


class Command(RequiresVault):
    """Prints to the terminal only; nothing is kept."""

    help = "Print the key-encryption key in three shares, of which two give it back."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            shares = make_shares()
        except VaultRefused as error:
            raise CommandError(str(error)) from error
        except AuditUnavailable as error:
            raise CommandError("The log could not be written, so nothing is printed.") from error
        self.stdout.write(ADVICE)
        for share in shares:
            self.stdout.write(f"\n{share}\n")
