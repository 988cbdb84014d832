"""Who may read a notice. Pure questions; services enforce them."""

from entities.models import User
from notices.models import Notice


def can_read_notice(user: User, notice: Notice) -> bool:
    """Say whether the notice is hers."""
    return user.is_active and notice.user_id == user.pk
