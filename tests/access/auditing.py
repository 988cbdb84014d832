"""What the auditor's pages are asked about: an enquiry that waits, and an unusual access."""

from typing import Any

from audit.enums import AuditAction, Outcome
from audit.services import record
from audit.tracing import Period
from cases.models import Case
from entities.models import User
from reports.enums import FindingKind
from reports.selectors.unusual import findings
from reports.services import ask_name


def watched(case: Case, people: dict[tuple[str, str], User]) -> dict[str, Any]:
    """A stranger tried to open the case, and the auditor asks about a name."""
    auditor, stranger = people["own", "auditor"], people["other", "caseworker"]
    record(AuditAction.ACCESS_REFUSED, by=stranger, case=case.pk, outcome=Outcome.REFUSED)
    (found,) = findings(Period(), kind=FindingKind.NO_RELATION.value)
    enquiry = ask_name(name="Joy Doe", justification="It came out in a chat.", by=auditor)
    return {"finding": found.mark, "enquiry": enquiry}
