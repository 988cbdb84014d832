"""Seals the events that wait: `manage.py sequence_audit [--watch]`."""

from time import sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import sequencer
from audit.models import Sequencer

PAUSE = 2  # seconds


class Command(BaseCommand):
    """One turn; with --watch it goes on, as a service of its own beside or instead of beat."""

    help = "Seal the events of the log that wait, and bring its copies up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="go on until interrupted")

    def handle(self, *args: Any, watch: bool, **options: Any) -> None:
        while watch:
            try:
                sequencer.sequence()
                sleep(PAUSE)
            except KeyboardInterrupt:
                return
        sealed = sequencer.sequence()
        state = Sequencer.objects.filter(pk=sequencer.ONLY).first()
        if state and state.problem:
            raise CommandError(f"The sequencer stopped: {state.problem}.")
        self.stdout.write(f"Sealed {sealed} events.")
