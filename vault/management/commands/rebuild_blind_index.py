"""Recomputes the blind indexes: `manage.py rebuild_blind_index [--bits N]`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from vault.reindexing import TooManyBits, rebuild_indexes
from vault.startup import RequiresVault


class Command(RequiresVault):
    """Run it now and then while the number of persons grows, when nobody is working."""

    help = "Recompute the blind indexes, at most at log2(persons) - 1 bits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bits", type=int, choices=range(32), metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rebuilt = rebuild_indexes(bits=options["bits"])
        except TooManyBits as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rebuilt.rows} rows now indexed at {rebuilt.bits} bits.")
