"""The wake-up of the outbox."""

from celery import shared_task

from notices import services


@shared_task(name="notices.deliver")  # type: ignore[untyped-decorator]  # Celery has no types
def deliver() -> None:
    """Send what is due."""
    services.deliver()
