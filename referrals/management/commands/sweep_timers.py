"""Does once what the worker does every minute."""

from typing import Any

from django.core.management.base import BaseCommand

from referrals.services import sweep_timers


class Command(BaseCommand):
    """Sweeps timers, deadlines and unanswered offers, for installations without a worker."""

    help = "Fires due timers, tells of deadlines, lets unanswered offers expire."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep; print how much of each was done."""
        for name, count in sweep_timers().items():
            self.stdout.write(f"{name}: {count}")
