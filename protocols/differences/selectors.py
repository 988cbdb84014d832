"""Reads the versions of a flowchart that can be compared."""

from entities.models import User
from protocols.models import ProtocolVersion
from protocols.permissions import can_read_version


def versions_to_compare(user: User, version: ProtocolVersion) -> list[ProtocolVersion]:
    """Return the other versions of the flowchart that she may read, the newest first."""
    others = (
        ProtocolVersion.objects.filter(protocol=version.protocol_id)
        .exclude(pk=version.pk)
        .select_related("protocol")
        .defer("xml")
        .order_by("-number")
    )
    return [other for other in others if can_read_version(user, other)]


def the_one_before(
    version: ProtocolVersion, others: list[ProtocolVersion]
) -> ProtocolVersion | None:
    """Return the version a reader most likely means: the one before, else the one after."""
    earlier = [other for other in others if other.number < version.number]
    return earlier[0] if earlier else (others[-1] if others else None)
