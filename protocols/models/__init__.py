"""Records of flowcharts: versions, what is tried out on them, how they are agreed."""

from protocols.models.adoption import Adoption
from protocols.models.examples import ExampleCase, Simulation
from protocols.models.versions import DraftRevision, Protocol, ProtocolVersion

__all__ = ["Adoption", "DraftRevision", "ExampleCase", "Protocol", "ProtocolVersion", "Simulation"]
