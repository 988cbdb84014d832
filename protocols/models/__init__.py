"""Records of flowcharts: versions, what is tried out on them, how they are agreed and adopted."""

from protocols.models.adoption import Adoption
from protocols.models.agreement import AskedPerson, Comment, Consultation
from protocols.models.examples import ExampleCase, Simulation
from protocols.models.versions import DraftRevision, Protocol, ProtocolVersion

__all__ = [
    "Adoption",
    "AskedPerson",
    "Comment",
    "Consultation",
    "DraftRevision",
    "ExampleCase",
    "Protocol",
    "ProtocolVersion",
    "Simulation",
]
