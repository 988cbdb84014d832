"""Makes the key of the log, or of a person who may declare a loss: `manage.py init_audit_key`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit import sequencer, signing
from audit.enums import AuditAction
from audit.services import record
from audit.verify_audit import SIGNERS


class Command(BaseCommand):
    """Idempotent for the log; a person's key is made anew only into a file of its own."""

    help = "Make the key that signs the log, or a person's key for declaring a loss."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", choices=SIGNERS, help="whose key; without it the log's own")
        parser.add_argument("--file", type=Path, help="where the person keeps her key")

    def handle(self, *args: Any, role: str | None, file: Path | None, **options: Any) -> None:
        if bool(role) != bool(file):
            raise CommandError("--role and --file go together.")
        try:
            # A log that was signed before has its key, or has lost it: `ready` tells which.
            signer = sequencer.ready()
            if role and file:
                key = signing.make_person_key(role, file)
                with transaction.atomic(durable=True):
                    details = {"role": role, "kind": key.id.hex()}
                    record(AuditAction.LOG_SIGNER_NAMED, by=None, details=details)
            self.stdout.write(signing.publish(signer), ending="")
        except (signing.KeyUnusable, sequencer.Stopped) as error:
            raise CommandError(f"{error}") from error
        except FileExistsError as error:
            raise CommandError(f"{file} is there already.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
