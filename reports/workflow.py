"""How an enquiry for a name changes its status; nothing else assigns it.

`docs/states/name_enquiry.md` is generated from ENQUIRY by `manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction as Act
from core.transitions import Transition, draw
from reports import permissions as may
from reports.enums import EnquiryStatus as S

_WAITING = frozenset({S.WAITING})

ENQUIRY = MappingProxyType(
    {
        "grant": Transition(_WAITING, S.GRANTED, may.can_answer_enquiry, Act.ENQUIRY_GRANTED),
        "refuse": Transition(_WAITING, S.REFUSED, may.can_answer_enquiry, Act.ENQUIRY_REFUSED),
        "expire": Transition(_WAITING, S.EXPIRED, may.can_expire, Act.ENQUIRY_EXPIRED),
    }
)


def diagram() -> str:
    """Return the table as a state diagram in Mermaid."""
    return draw(ENQUIRY, states=S, first=S.WAITING)
