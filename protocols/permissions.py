"""Who may read and publish protocols. Pure questions; services enforce them."""

from core.abilities import Ability
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion

READERS = (Ability.WORK_CASES, Ability.COORDINATE, Ability.MANAGE_PROTOCOLS)


def can_read_protocols(user: User) -> bool:
    """Say whether she may read the flowcharts in force."""
    return any(user.may(ability) for ability in READERS)


def can_read_version(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may read this version: drafts are for those who manage protocols."""
    if version.status == VersionStatus.DRAFT:
        return user.may(Ability.MANAGE_PROTOCOLS)
    return can_read_protocols(user)


def can_publish_version(user: User, version: ProtocolVersion) -> bool:  # noqa: ARG001 -- rules of Transition take both
    """Say whether she may publish a version or retire it."""
    return user.may(Ability.MANAGE_PROTOCOLS)
