"""Gives a case and its people new keys: `manage.py rotate_case_key CODE`."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from audit.services import AuditUnavailable
from cases.selectors.keys import case_by_any_code, keys_of
from core.exceptions import NotVisible
from vault.exceptions import KeyUnavailable
from vault.progress import Progress
from vault.resealing import SECONDS_TO_SETTLE, CannotReseal, rotate_data_key
from vault.startup import RequiresVault


class Command(RequiresVault):
    """Killed, it is simply run again and goes on. Back up the main database right after it."""

    help = "Seal one case anew, with its history, under new keys, and destroy the keys before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "code", help="any entity's code of the case, or the auditor's reference"
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=SECONDS_TO_SETTLE,
            metavar="SECONDS",
            help="how long to let requests end that had read the case before it began",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            case = case_by_any_code(options["code"])
        except NotVisible as error:
            raise CommandError("No case has this code.") from error
        keys = keys_of(case)
        for number, key_id in enumerate(keys, start=1):
            self._rotate(key_id, case.pk, f"Key {number} of {len(keys)}", options["settle"])
        self.stdout.write(f"{len(keys)} keys of the case are new; those before are destroyed.")

    def _rotate(self, key_id: UUID, case: UUID, what: str, settle: float) -> None:
        report = Progress(self.stdout, what)
        try:
            rotate_data_key(key_id, case=case, report=report, settle=settle)
        except (CannotReseal, KeyUnavailable) as error:
            raise CommandError(str(error)) from error
        except AuditUnavailable as error:
            raise CommandError("The log could not be written; run it again.") from error
