"""How the status of a version changes; nothing else assigns it."""

from audit.enums import AuditAction
from core.transitions import Transition
from protocols.enums import VersionStatus
from protocols.permissions import can_publish_version

PUBLISH = Transition(
    frozenset({VersionStatus.DRAFT}),
    VersionStatus.CURRENT,
    can_publish_version,
    AuditAction.PROTOCOL_PUBLISHED,
)
RETIRE = Transition(
    frozenset({VersionStatus.CURRENT}),
    VersionStatus.RETIRED,
    can_publish_version,
    AuditAction.PROTOCOL_RETIRED,
)
