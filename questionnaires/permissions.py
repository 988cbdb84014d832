"""Who may look at the forms themselves: they hold nothing of any case."""

from core.abilities import Ability
from entities.models import User

READERS = (Ability.WORK_CASES, Ability.COORDINATE, Ability.MANAGE_PROTOCOLS)


def can_read_questionnaires(user: User) -> bool:
    """Say whether she may look at the forms: who fills them, and who names them in flowcharts."""
    return user.is_active and any(user.may(ability) for ability in READERS)
