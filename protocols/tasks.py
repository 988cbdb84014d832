"""Sweeps of this room: a task is a wake-up, the work is in the rows."""

from celery import shared_task

from protocols.agreement.services import sweep_agreements
from protocols.simulation.services import run_simulations


@shared_task(name="protocols.simulate")  # type: ignore[untyped-decorator]
def run_waiting_simulations() -> None:
    """Do the simulations that wait."""
    run_simulations()


@shared_task(name="protocols.sweep_agreements")  # type: ignore[untyped-decorator]
def do_what_is_due() -> None:
    """End consultations, put versions in force and tell of reviews whose day has come."""
    sweep_agreements()
