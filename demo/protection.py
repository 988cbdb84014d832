"""Two cases that are kept more closely, so that four eyes and emergencies can be tried."""

from cases.enums import ENDED, MarkKind, MarkReason
from cases.models import Case, CaseMark
from cases.services import record_person, set_mark
from demo.network import address_of
from entities.models import User

NAME = "Persona Inventada"
MARKS = [
    (MarkKind.FOUR_EYES, MarkReason.KNOWN_HERE),
    (MarkKind.NO_BREAK_GLASS, MarkReason.THREAT_INSIDE),
]


def protect_examples() -> None:
    """Mark the first two living cases of Ana's that have a person, one each way; once."""
    if CaseMark.objects.exists():
        return
    ana = User.objects.select_related("entity").get(email=address_of("ana"))
    living = Case.objects.filter(opened_by=ana, person__isnull=False).exclude(status__in=ENDED)
    for case, (kind, reason) in zip(living.order_by("created_at")[:2], MARKS, strict=False):
        record_person(case=case, by=ana, values={"legal_name": NAME})
        set_mark(case=case, by=ana, kind=kind, reason=reason)
