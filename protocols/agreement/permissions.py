"""Who may ask, answer, approve, and read of it. Pure questions; services enforce them."""

from uuid import UUID

from core.abilities import Ability
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import AskedPerson, Consultation, ProtocolVersion
from protocols.permissions import can_read_version


def can_consult(user: User) -> bool:
    """Say whether she may ask the lanes about drafts, and deal with what they answer."""
    return user.may(Ability.MANAGE_PROTOCOLS)


def can_read_agreement(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may read who agreed: whoever reads the version."""
    return can_read_version(user, version)


def can_change_people(user: User, consultation: Consultation) -> bool:
    """Say whether she may name people or strike them: until the answers are in."""
    return can_consult(user) and consultation.is_live


def can_answer(user: User | None, person: AskedPerson) -> bool:
    """Say whether the answer is hers to give; `user` is None for who came by her link."""
    if person.user_id is None:
        return user is None
    return user is not None and user.may_sign_in and user.pk == person.user_id


def can_settle(user: User, version: ProtocolVersion) -> bool:
    """Say whether she may answer what was said: as long as the version is a draft."""
    return can_consult(user) and version.status == VersionStatus.DRAFT


def is_second_person(
    user: User, *, authors: frozenset[UUID], consultation: Consultation | None
) -> bool:
    """Say whether she neither wrote the draft nor opened the consultation about it."""
    opened_by = consultation.opened_by_id if consultation else None
    return user.pk not in authors and user.pk != opened_by
