"""One door to strike out an entry of any kind."""

from cases.models import Assessment, Child, Consent, Intervention
from cases.permissions import Entry
from cases.services.assessments import strike_assessment
from cases.services.consents import strike_consent
from cases.services.people import strike_child
from cases.services.records import strike_intervention, strike_status
from entities.models import User


def strike_entry(*, entry: Entry, by: User, reason: str) -> Entry:
    """Strike out an intervention, a child, a consent, a form or a status, as each does it."""
    if isinstance(entry, Intervention):
        return strike_intervention(intervention=entry, by=by, reason=reason)
    if isinstance(entry, Child):
        return strike_child(child=entry, by=by, reason=reason)
    if isinstance(entry, Consent):
        return strike_consent(consent=entry, by=by, reason=reason)
    if isinstance(entry, Assessment):
        return strike_assessment(assessment=entry, by=by, reason=reason)
    return strike_status(entry=entry, by=by, reason=reason)
