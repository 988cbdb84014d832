"""Reads simulations and what they are waiting for."""

from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from core.exceptions import NotVisible
from entities.models import User
from protocols.models import ProtocolVersion, Simulation
from protocols.selectors import version_for
from protocols.simulation.permissions import can_simulate

# A worker that has said nothing for so long was stopped; another begins anew.
GIVEN_UP = timedelta(minutes=10)


def version_to_simulate(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a version by its address for somebody who may simulate it, else NotVisible."""
    if not can_simulate(user):
        raise NotVisible
    return version_for(user, slug, number)


def simulations_of(version: ProtocolVersion) -> QuerySet[Simulation]:
    """Return the simulations of a version, the newest first."""
    return Simulation.objects.filter(version=version).select_related("asked_by").order_by("-number")


def simulation_for(version: ProtocolVersion, number: int) -> Simulation:
    """Return a simulation by its number; NotVisible when there is none."""
    found = simulations_of(version).filter(number=number).first()
    if found is None:
        raise NotVisible
    return found


def newest_number(version: ProtocolVersion) -> int:
    """Return the highest number of a simulation, 0 without any."""
    return simulations_of(version).aggregate(newest=Max("number"))["newest"] or 0


def waiting(now: datetime) -> QuerySet[Simulation]:
    """Return the simulations that nobody is working on, the oldest first."""
    free = Q(begun_at=None) | Q(begun_at__lt=now - GIVEN_UP)
    return Simulation.objects.filter(free, finished_at=None).order_by("asked_at")
