"""Reads protocols. Definitions of published versions are parsed once a process."""

from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from core.exceptions import NotVisible
from entities.models import User
from protocols.definition import Definition
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.parser import parse
from protocols.permissions import can_read_protocols, can_read_version


def current_versions(*, country: str | None = None) -> QuerySet[ProtocolVersion]:
    """Return the versions in force with their protocols, without their files.

    With `country` only the variants of that country and those that name none.
    """
    versions = ProtocolVersion.objects.filter(status=VersionStatus.CURRENT)
    if country is not None:
        versions = versions.filter(protocol__country__in=[country, ""])
    return (
        versions.select_related("protocol")
        .defer("xml")
        .order_by("protocol__created_at", "protocol__code")
    )


def current_version_of(code: str, *, country: str) -> ProtocolVersion | None:
    """Return the version in force that a call activity of this country would start, if any."""
    return current_versions().filter(protocol__code=code, protocol__country=country).first()


def versions_readable_by(user: User) -> list[ProtocolVersion]:
    """Return the versions in force, and for those who manage protocols also the drafts."""
    if not can_read_protocols(user):
        return []
    versions = (
        ProtocolVersion.objects.exclude(status=VersionStatus.RETIRED)
        .select_related("protocol")
        .defer("xml")
        .order_by("protocol__created_at", "protocol__code", "-number")
    )
    return [version for version in versions if can_read_version(user, version)]


def version_for(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a version by its address; NotVisible when it is not there for her."""
    code, _separator, country = slug.rpartition("-")
    version = (
        ProtocolVersion.objects.select_related("protocol", "published_by__entity")
        .defer("xml")
        .filter(protocol__code=code or slug, protocol__country=country.upper() if code else "")
        .filter(number=number)
        .first()
    )
    if version is None or not can_read_version(user, version):
        raise NotVisible
    return version


def file_of(version: ProtocolVersion) -> bytes:
    """Return the file of a version, byte for byte."""
    return bytes(version.xml)


def definition_of(version: ProtocolVersion) -> Definition:
    """Return the parsed flowchart of a version: no query when this process has read it before."""
    if version.status == VersionStatus.DRAFT:
        return parse(bytes(version.xml))
    return _published_definition(version.pk)


@lru_cache(maxsize=256)
def _published_definition(version_id: UUID) -> Definition:
    xml = ProtocolVersion.objects.values_list("xml", flat=True).get(pk=version_id)
    return parse(bytes(xml))
