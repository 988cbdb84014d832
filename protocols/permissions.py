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


def can_follow_up(user: User | None, record: object) -> bool:  # noqa: ARG001 -- likewise
    """Say whether she may do what also comes by itself on its day (`user` is None then)."""
    return user is None or user.may(Ability.MANAGE_PROTOCOLS)


def can_consult_on(user: User, record: object) -> bool:  # noqa: ARG001 -- likewise
    """Say whether she may ask the lanes about a draft."""
    return user.may(Ability.MANAGE_PROTOCOLS)
