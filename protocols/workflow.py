"""How the status of a version, and of a consultation about it, changes; nothing else assigns them.

`docs/states/protocol_version.md` and `docs/states/consultation.md` are generated from VERSION and
CONSULTATION by `manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction as Act
from core.transitions import Transition, draw
from protocols import permissions as may
from protocols.enums import LIVE_CONSULTATION, ConsultationStatus, VersionStatus

V, C = VersionStatus, ConsultationStatus

VERSION = MappingProxyType(
    {
        "approve": Transition(
            frozenset({V.DRAFT}), V.AGREED, may.can_publish_version, Act.PROTOCOL_APPROVED
        ),
        "come into force": Transition(
            frozenset({V.AGREED}), V.CURRENT, may.can_follow_up, Act.PROTOCOL_PUBLISHED
        ),
        "give up": Transition(
            frozenset({V.AGREED}), V.RETIRED, may.can_publish_version, Act.PROTOCOL_RETIRED
        ),
        "be followed": Transition(
            frozenset({V.CURRENT}), V.RETIRED, may.can_follow_up, Act.PROTOCOL_RETIRED
        ),
    }
)

CONSULTATION = MappingProxyType(
    {
        "open": Transition(
            frozenset({C.PREPARED}), C.OPEN, may.can_consult_on, Act.CONSULTATION_OPENED
        ),
        "end": Transition(frozenset({C.OPEN}), C.ENDED, may.can_follow_up, Act.CONSULTATION_ENDED),
        "withdraw": Transition(
            frozenset(LIVE_CONSULTATION),
            C.WITHDRAWN,
            may.can_consult_on,
            Act.CONSULTATION_WITHDRAWN,
        ),
    }
)


def version_diagram() -> str:
    """Return the states of a version as a diagram in Mermaid, from the table and nothing else."""
    return draw(VERSION, states=V, first=V.DRAFT)


def consultation_diagram() -> str:
    """Return the states of a consultation as a diagram in Mermaid."""
    return draw(CONSULTATION, states=C, first=C.PREPARED)
