"""The wake-up of what waits for its day; the work is in rows (design 4)."""

from celery import shared_task

from entities import services


@shared_task(name="entities.sweep_decisions")  # type: ignore[untyped-decorator]  # no types
def sweep_decisions() -> None:
    """Let decisions on accounts take effect or lapse."""
    services.carry_out_due()


@shared_task(name="entities.sweep_dormant")  # type: ignore[untyped-decorator]
def sweep_dormant() -> None:
    """Warn of accounts that nobody uses, and suspend them."""
    services.sweep_dormant()
