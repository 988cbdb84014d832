"""Published protocols for tests, made by the product's own services."""

from entities.enums import Role
from entities.models import User
from protocols.models import ProtocolVersion
from protocols.services import load_library
from tests.factories import entities as people


def protocol_manager(name: str = "Pilar") -> User:
    """A person who manages protocols."""
    return people.user(role=Role.PROTOCOL_MANAGER, entity=people.office(), name=name)


def published_library(by: User | None = None) -> dict[str, ProtocolVersion]:
    """The library's protocols in force, by their code."""
    versions = load_library(by=by or protocol_manager(), publish=True)
    return {version.protocol.code: version for version in versions}
