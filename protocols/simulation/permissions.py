"""Who may simulate a caseload. Pure questions; services enforce them."""

from core.abilities import Ability
from entities.models import User


def can_simulate(user: User) -> bool:
    """Say whether she may: simulating is for those who manage flowcharts."""
    return user.may(Ability.MANAGE_PROTOCOLS)
