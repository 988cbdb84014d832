"""Published protocols for tests, made by the product's own services."""

from entities.enums import Role
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.services import LIBRARY, add_draft, publish_version
from tests.factories import entities as people


def protocol_manager(name: str = "Pilar") -> User:
    """A person who manages protocols."""
    return people.user(role=Role.PROTOCOL_MANAGER, entity=people.office(), name=name)


def published_library(by: User | None = None) -> dict[str, ProtocolVersion]:
    """The first two protocols of the library in force in Spain, by their code."""
    manager = by or protocol_manager()
    found: dict[str, ProtocolVersion] = {}
    for name in ("p1_detection_identification.es", "p2_first_reception.es"):
        version = add_draft(xml=(LIBRARY / f"{name}.bpmn").read_bytes(), by=manager)
        if version.status == VersionStatus.DRAFT:
            version = publish_version(version=version, by=manager)
        found[version.protocol.code] = version
    return found
