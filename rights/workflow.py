"""How requests, incidents and orders may go on.

`docs/states/rights_request.md`, `incident.md` and `order.md` are generated from the tables by
`manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction as Act
from core.transitions import Transition, draw
from rights import permissions as may
from rights.enums import UNDECIDED, WAITING
from rights.enums import IncidentStatus as I
from rights.enums import OrderStatus as O
from rights.enums import RequestStatus as R

REQUEST = MappingProxyType(
    {
        "extend": Transition(frozenset({R.OPEN}), R.EXTENDED, may.can_answer, Act.RIGHT_EXTENDED),
        "answer": Transition(WAITING, R.ANSWERED, may.can_answer, Act.RIGHT_ANSWERED),
        "answer in part": Transition(WAITING, R.PARTLY, may.can_answer, Act.RIGHT_ANSWERED),
        "refuse": Transition(WAITING, R.REFUSED, may.can_answer, Act.RIGHT_REFUSED),
        "withdraw": Transition(WAITING, R.WITHDRAWN, may.can_withdraw, Act.RIGHT_WITHDRAWN),
    }
)
_DECIDED = frozenset({I.NOTIFIED, I.KEPT})
INCIDENT = MappingProxyType(
    {
        "assess": Transition(UNDECIDED, I.ASSESSED, may.can_handle_incident, Act.INCIDENT_ASSESSED),
        "tell the authority": Transition(
            frozenset({I.ASSESSED}), I.NOTIFIED, may.can_handle_incident, Act.INCIDENT_NOTIFIED
        ),
        "do not tell it": Transition(
            frozenset({I.ASSESSED}), I.KEPT, may.can_handle_incident, Act.INCIDENT_KEPT
        ),
        "close": Transition(_DECIDED, I.CLOSED, may.can_handle_incident, Act.INCIDENT_CLOSED),
    }
)
_ALIVE = frozenset({O.RECORDED, O.APPROVED})
_NEW = frozenset({O.RECORDED})
ORDER = MappingProxyType(
    {
        "narrow": Transition(_NEW, O.RECORDED, may.can_turn_down, Act.ORDER_NARROWED),
        "approve": Transition(_NEW, O.APPROVED, may.can_approve, Act.ORDER_APPROVED),
        "refuse": Transition(_ALIVE, O.REFUSED, may.can_turn_down, Act.ORDER_REFUSED),
        "hand over": Transition(
            frozenset({O.APPROVED}), O.DISCLOSED, may.can_hand_over, Act.ORDER_DISCLOSED
        ),
    }
)


def diagram_of_requests() -> str:
    """Return the state diagram of rights requests in Mermaid, from the table."""
    return draw(REQUEST, states=R, first=R.OPEN)


def diagram_of_incidents() -> str:
    """Return the state diagram of incidents in Mermaid, from the table."""
    return draw(INCIDENT, states=I, first=I.REPORTED)


def diagram_of_orders() -> str:
    """Return the state diagram of orders in Mermaid, from the table."""
    return draw(ORDER, states=O, first=O.RECORDED)
