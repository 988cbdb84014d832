"""Who may adopt flowcharts, and who reads who has. Pure questions; services enforce them."""

from core.abilities import Ability
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion

# Not drafts, which may change yet, and not what is retired.
NOT_ADOPTED = frozenset({VersionStatus.DRAFT, VersionStatus.RETIRED})


def can_read_adoptions(user: User) -> bool:
    """Say whether she may read who adopted what, and what is missing."""
    return user.may(Ability.MANAGE_PROTOCOLS) or user.may(Ability.COORDINATE)


def can_adopt(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may adopt this version for her entity, or take that back."""
    return user.may(Ability.COORDINATE) and version.status not in NOT_ADOPTED
