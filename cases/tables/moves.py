"""The buttons that move a case."""

from django.utils.translation import gettext_lazy as _

from cases.tables.timeline import Reader
from cases.workflow import moves_from

LABELS = {
    "start": _("Begin the work"),
    "hold": _("Put on hold"),
    "resume": _("Take up again"),
    "follow": _("Pass to follow-up"),
}


def move_buttons(reader: Reader) -> list[tuple[str, str]]:
    """Return (name, label) of the moves that the case's status admits."""
    return [(name, str(LABELS[name])) for name in moves_from(reader.case.status)]
