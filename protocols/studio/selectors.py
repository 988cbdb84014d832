"""Reads drafts, the states that are kept of them, and what was set aside."""

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from core.exceptions import Conflict, NotVisible
from entities.models import User
from protocols.definition import Definition
from protocols.enums import VersionStatus
from protocols.models import DraftRevision, Protocol, ProtocolVersion
from protocols.parser import parse
from protocols.selectors import version_for
from protocols.studio.permissions import can_make_drafts


def draft_for(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a draft by its address for somebody who may change it.

    NotVisible for everybody else; Conflict for a version that is no draft any more.
    """
    if not can_make_drafts(user):
        raise NotVisible
    version = version_for(user, slug, number)
    if version.status != VersionStatus.DRAFT:
        raise Conflict(
            _("A published flowchart never changes."),
            _("Make a new draft from it, and change that."),
        )
    return version


def file_at(version: ProtocolVersion, number: int) -> bytes:
    """Return the file of a draft as it was at a kept state; Conflict when it is kept no longer."""
    if number == version.revision:
        return bytes(version.xml)
    revision = version.revisions.filter(number=number).first()
    if revision is None:
        raise Conflict(
            _("The draft has changed too often since you opened it."),
            _("Open it again and repeat your change."),
        )
    return bytes(revision.xml)


def definition_at(version: ProtocolVersion, number: int) -> Definition:
    """Return the flowchart of a draft as it was at a kept state."""
    return parse(file_at(version, number))


def definition_nearest(version: ProtocolVersion, number: int) -> Definition:
    """Return it as it was at a kept state, or as it is now: what is drawn must find a place."""
    try:
        return definition_at(version, number)
    except Conflict:
        return definition_at(version, version.revision)


def aside_for(user: User, version: ProtocolVersion, number: int) -> DraftRevision:
    """Return what this person saved and was set aside; NotVisible when there is none."""
    revision = asides_of(user, version).filter(number=number).first()
    if revision is None:
        raise NotVisible
    return revision


def asides_of(user: User, version: ProtocolVersion) -> QuerySet[DraftRevision]:
    """Return what this person saved and was set aside, the newest first."""
    return version.revisions.filter(is_aside=True, saved_by=user).order_by("-number")


def state_before(version: ProtocolVersion) -> DraftRevision | None:
    """Return the state that undoing leads to."""
    here = version.revisions.filter(number=version.revision).values("before")
    return version.revisions.filter(number__in=here).first()


def state_after(version: ProtocolVersion) -> DraftRevision | None:
    """Return the state that redoing leads to: the last that was made from this one."""
    made = version.revisions.filter(before=version.revision, is_aside=False)
    return made.order_by("-number").first()


def newest_number(version: ProtocolVersion) -> int:
    """Return the highest number of a kept state, 0 without any."""
    return version.revisions.aggregate(newest=Max("number"))["newest"] or 0


def protocol_codes() -> list[str]:
    """Return the codes of all flowcharts here, which others may open."""
    codes = Protocol.objects.order_by("code").values_list("code", flat=True)
    return list(dict.fromkeys(codes))


def was_consulted(version: ProtocolVersion) -> bool:
    """Say whether people were asked about a draft, whatever became of it."""
    return version.consultations.exists()
