"""The wake-up of the clock; the work is in rows (design 4)."""

from celery import shared_task

from referrals.services import sweep_timers
from referrals.services.versions import migrate_runs


@shared_task(name="referrals.sweep_timers")  # type: ignore[untyped-decorator]  # no types
def sweep() -> None:
    """Do everything that is due."""
    sweep_timers()


@shared_task(name="referrals.migrate_runs")  # type: ignore[untyped-decorator]  # no types
def migrate() -> None:
    """Let running cases go over to newer versions, or back."""
    migrate_runs()
