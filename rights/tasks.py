"""Sweeps of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from rights.services import propose_erasures, warn_of_incidents, warn_of_requests


@shared_task(name="rights.sweep_clocks")  # type: ignore[untyped-decorator]
def sweep_clocks() -> None:
    """Warn of requests and incidents, and propose to erase what was blocked long enough."""
    warn_of_requests()
    warn_of_incidents()
    propose_erasures()
