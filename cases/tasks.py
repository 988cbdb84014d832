"""Sweeps of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from cases.services import (
    escalate_glasses,
    expire_grants,
    expire_requests,
    finish_erasures,
)


@shared_task(name="cases.sweep_grants")  # type: ignore[untyped-decorator]
def sweep_grants() -> None:
    """Close the grants whose time is over."""
    expire_grants()


@shared_task(name="cases.sweep_protection")  # type: ignore[untyped-decorator]
def sweep_protection() -> None:
    """Let requests run out, and tell of emergency accesses that nobody reviewed."""
    expire_requests()
    escalate_glasses()


@shared_task(name="cases.finish_erasures")  # type: ignore[untyped-decorator]
def finish_agreed_erasures() -> None:
    """Go on with erasures that were agreed to and interrupted."""
    finish_erasures()
