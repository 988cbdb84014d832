"""The sweep of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from vault import services


@shared_task(name="vault.sweep_ownerless_keys")  # type: ignore[untyped-decorator]
def sweep_ownerless_keys() -> None:
    """Destroy the keys whose owner never came."""
    services.sweep_ownerless_keys()
