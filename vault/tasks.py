"""The sweeps of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from vault import clock, services


@shared_task(name="vault.sweep_ownerless_keys")  # type: ignore[untyped-decorator]
def sweep_ownerless_keys() -> None:
    """Destroy the keys whose owner never came."""
    services.sweep_ownerless_keys()


@shared_task(name="vault.mark_keys")  # type: ignore[untyped-decorator]
def mark_keys() -> None:
    """Repeat in the log how far the keys have come."""
    clock.mark()
