"""The elements that rows of a run name: of its version, or of one that it went over from."""

from functools import cached_property

from protocols.definition import Definition, Lane, Node
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.selectors import definition_of
from referrals.models import Run


class Elements:
    """What a run's rows may name. At most one query, and none while its own version has it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def node(self, element: str) -> Node:
        """Return an element; one that no version has is nameless."""
        definition = definition_of(self._run.version)
        if element in definition.nodes:
            return definition.nodes[element]
        known = (other.nodes[element] for other in self._others if element in other.nodes)
        return next(known, Node(id=element))

    def lane(self, name: str) -> Lane:
        """Return a lane; one that no version has is nameless."""
        for lane in definition_of(self._run.version).lanes:
            if lane.id == name:
                return lane
        known = (lane for other in self._others for lane in other.lanes if lane.id == name)
        return next(known, Lane(id=name, labels={}))

    @cached_property
    def _others(self) -> list[Definition]:
        versions = (
            ProtocolVersion.objects.filter(protocol=self._run.version.protocol_id)
            .exclude(status=VersionStatus.DRAFT)
            .exclude(pk=self._run.version_id)
            .defer("xml")
            .order_by("-number")
        )
        return [definition_of(version) for version in versions]
