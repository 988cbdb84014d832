"""Who may change the example cases of a version. Pure questions; services enforce them."""

from core.abilities import Ability
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion


def can_change_examples(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may: only those of a draft change, those of a published version stay."""
    return version.status == VersionStatus.DRAFT and user.may(Ability.MANAGE_PROTOCOLS)
