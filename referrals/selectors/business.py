"""What this room still has going on for a case: it has to end before the case is closed."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.codes import MalformedCode, read_code, show_code
from protocols.definition import say
from protocols.selectors import definition_of
from referrals.enums import OFFERED, RunStatus
from referrals.models import Referral, Run


def business_of(case_id: UUID) -> list[str]:
    """Return in words the flowcharts that run, and the offers by hand that wait for an answer.

    An offer of a flowchart ends with it. What another entity has sent on is not the owner's to
    take back; nobody can accept it once the case is closed.
    """
    runs = Run.objects.filter(case=case_id, status=RunStatus.RUNNING)
    offers = Referral.objects.filter(
        case=case_id, run=None, status__in=OFFERED, referring_entity=F("case__owner_entity")
    )
    return [
        *(_("the flowchart “%(title)s”") % {"title": _title(run)} for run in runs),
        *(
            _("the referral %(code)s") % {"code": show_code(code)}
            for code in offers.order_by("created_at").values_list("code", flat=True)
        ),
    ]


def _title(run: Run) -> str:
    return say(definition_of(run.version).labels, get_language() or "en")


def case_behind(typed_code: str) -> UUID | None:
    """Return the case of the referral with this code: for the log of refused tries alone."""
    try:
        code = read_code(typed_code)
    except MalformedCode:
        return None
    return Referral.objects.filter(code=code).values_list("case_id", flat=True).first()
