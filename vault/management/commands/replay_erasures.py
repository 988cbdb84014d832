"""Does every erasure again after a restore: `manage.py replay_erasures`."""

from typing import Any

from django.core.management.base import CommandError

from audit.services import AuditUnavailable
from vault.erasing import replay_erasures
from vault.startup import RequiresVault


class Command(RequiresVault):
    """Run it before anybody works on a restored main database; again does no harm."""

    help = "After a restore, clear again whatever was erased since the backup was made."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = replay_erasures()
        except AuditUnavailable as error:
            raise CommandError("The log could not be written; run it again.") from error
        self.stdout.write(f"{count} erased keys gone through; nothing of theirs is left.")
