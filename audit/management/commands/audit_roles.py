"""Creates the PostgreSQL roles of site, sequencer and auditors: `manage.py audit_roles`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction

from audit.roles import UnfitPrefix, create_roles


class Command(BaseCommand):
    """Run as the owner of the tables, who may create roles; again after each migration."""

    help = "Create the roles and give each exactly its rights (docs/operations.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prefix", default="bidelagun", help="begins the names of the roles")

    def handle(self, *args: Any, prefix: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        try:
            with transaction.atomic():
                names = create_roles(prefix)
        except UnfitPrefix as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refused: {error}") from error
        self.stdout.write(f"Ready: {', '.join(names)}.")
