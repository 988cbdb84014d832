"""How the status of a case, and of a request to see an identity, may change.

`docs/states/identity_request.md` is generated from REQUEST by `manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction
from audit.enums import AuditAction as Act
from cases.enums import ENDED, LIVE_REQUEST, CaseStatus
from cases.enums import RequestStatus as R
from cases.permissions import can_answer_request, can_lead, can_use_request
from core.transitions import Transition, draw

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


REQUEST = MappingProxyType(
    {
        "agree": Transition(
            frozenset({R.WAITING}), R.AGREED, can_answer_request, Act.IDENTITY_AGREED
        ),
        "refuse": Transition(
            frozenset({R.WAITING}), R.REFUSED, can_answer_request, Act.IDENTITY_REFUSED
        ),
        "open": Transition(frozenset({R.AGREED}), R.USED, can_use_request, Act.IDENTITY_OPENED),
        "withdraw": Transition(
            LIVE_REQUEST,
            R.WITHDRAWN,
            lambda by, request: by is not None and request.asked_by_id == by.pk,
            Act.IDENTITY_WITHDRAWN,
        ),
        "expire": Transition(
            LIVE_REQUEST, R.EXPIRED, lambda by, _request: by is None, Act.IDENTITY_EXPIRED
        ),
    }
)


def diagram() -> str:
    """Return the state diagram of requests to see an identity in Mermaid, from the table."""
    return draw(REQUEST, states=R, first=R.WAITING)


def moves_from(status: str) -> list[str]:
    """Return the names of the simple moves that a case of this status admits."""
    return [name for name, move in MOVES.items() if status in move.sources]
