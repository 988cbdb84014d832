"""Loads the protocols that come with the product, as drafts for the services to agree on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from entities.models import User
from protocols.services import load_library


class Command(BaseCommand):
    """Drafts only; in a demo `--publish` puts them in force in the name of a protocol manager."""

    help = "Load the protocol library as drafts; doing it again adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--publish", metavar="EMAIL", help="in a demo: put them in force")

    def handle(self, *args: Any, publish: str | None = None, **options: Any) -> None:
        by = None
        if publish:
            if not settings.DEMO:
                raise CommandError("Only a demo publishes without agreement (DEMO=1).")
            by = User.objects.filter(email=publish.lower(), is_active=True).first()
            if by is None:
                raise CommandError(f"There is no active account {publish}.")
        for version in load_library(by=by, publish=by is not None):
            if options["verbosity"]:
                self.stdout.write(f"{version.protocol.slug} {version.number}: {version.status}")
