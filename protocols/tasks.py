"""Sweeps of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from protocols.simulation.services import run_simulations


@shared_task(name="protocols.simulate")  # type: ignore[untyped-decorator]
def run_waiting_simulations() -> None:
    """Do the simulations that wait."""
    run_simulations()
