"""How a decision on an account may go on.

`docs/states/account_decision.md` is generated from DECISION by `manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction as Act
from core.transitions import Transition, draw
from entities import permissions as may
from entities.enums import DecisionStatus as S
from entities.models import OPEN, AccountDecision, User

_OPEN = frozenset(OPEN)


def _by_itself(by: User | None, _decision: AccountDecision) -> bool:
    return by is None


DECISION = MappingProxyType(
    {
        "agree": Transition(frozenset({S.ASKED}), S.AGREED, may.can_agree, Act.DECISION_AGREED),
        "take effect": Transition(frozenset({S.AGREED}), S.DONE, _by_itself, Act.DECISION_DONE),
        "stop": Transition(_OPEN, S.STOPPED, may.can_stop, Act.DECISION_STOPPED),
        "lapse": Transition(_OPEN, S.LAPSED, _by_itself, Act.DECISION_LAPSED),
    }
)


def diagram() -> str:
    """Return the state diagram of decisions in Mermaid, from the table and nothing else."""
    return draw(DECISION, states=S, first=S.ASKED)
