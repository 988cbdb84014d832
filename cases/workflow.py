"""How the status of a case may change; nothing else assigns it."""

from audit.enums import AuditAction
from cases.enums import ENDED, CaseStatus
from cases.permissions import can_lead
from core.transitions import Transition

S = CaseStatus
_LIVING = frozenset(S) - ENDED
_CLOSED = frozenset({S.CLOSED, S.CLOSED_TRANSFERRED})

START = Transition(frozenset({S.INTAKE}), S.ACTIVE, can_lead, AuditAction.CASE_STARTED)
HOLD = Transition(
    frozenset({S.INTAKE, S.ACTIVE, S.FOLLOW_UP}), S.ON_HOLD, can_lead, AuditAction.CASE_HELD
)
RESUME = Transition(
    frozenset({S.ON_HOLD, S.FOLLOW_UP}), S.ACTIVE, can_lead, AuditAction.CASE_RESUMED
)
FOLLOW = Transition(frozenset({S.ACTIVE}), S.FOLLOW_UP, can_lead, AuditAction.CASE_FOLLOWED)
CLOSE = Transition(_LIVING, S.CLOSED, can_lead, AuditAction.CASE_CLOSED)
TRANSFER = Transition(_LIVING, S.CLOSED_TRANSFERRED, can_lead, AuditAction.CASE_TRANSFERRED)
REOPEN = Transition(_CLOSED, S.ACTIVE, can_lead, AuditAction.CASE_REOPENED)

# The moves that need nothing but a click; closing and reopening have pages of their own.
MOVES: dict[str, Transition] = {
    "start": START,
    "hold": HOLD,
    "resume": RESUME,
    "follow": FOLLOW,
}


def moves_from(status: str) -> list[str]:
    """Return the names of the simple moves that a case of this status admits."""
    return [name for name, move in MOVES.items() if status in move.sources]
