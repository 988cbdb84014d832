"""Who may make and change drafts. Pure questions; services enforce them."""

from core.abilities import Ability
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion


def can_make_drafts(user: User) -> bool:
    """Say whether she may begin a draft of a flowchart."""
    return user.may(Ability.MANAGE_PROTOCOLS)


def can_change_draft(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may change this version: a published one nobody may."""
    return version.status == VersionStatus.DRAFT and can_make_drafts(user)
