"""Who may read the log."""

from core.abilities import Ability, MayAsk


def can_read_log(user: MayAsk) -> bool:
    """Say whether the person may read who did, saw and was refused what."""
    return user.may(Ability.READ_LOG)
