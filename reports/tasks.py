"""The wake-up of the clock; the work is in rows (docs/adr/0003)."""

from celery import shared_task

from reports.services import expire_enquiries


@shared_task(name="reports.expire_enquiries")  # type: ignore[untyped-decorator]  # no types
def expire() -> None:
    """Let the enquiries run out that nobody answered in time."""
    expire_enquiries()
