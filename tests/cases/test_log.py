"""What the log says of a case: which record, never what stands in it."""

import pytest

from audit.body import read_body
from audit.models import Event
from audit.sentences import DETAILS
from cases import services
from entities.models import User
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db

# What the log may say of how it was done; ids and names of fields are values of these.
PROCEDURE = {"entity", "fields", "parts", "closed_parts", "source", "reason"}


def test_log_of_a_case_names_records_and_says_no_content(ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    grant = factory.open_grant(case=case)
    entry = factory.intervention(case=case, service_type="shelter")
    status = factory.status(case=case, victim_status="possible")
    consents = [factory.consent(case=case), factory.consent(case=case, status="refused")]
    services.withdraw_consent(consent=consents[0], by=ana)
    for row in (entry, status, consents[1]):
        services.strike_entry(entry=row, by=ana, reason="entered_in_error")
    services.close_grant(grant=grant, by=ana, reason="ended")

    events = list(Event.objects.filter(case_ref=case.pk))
    details = [read_body(event.body)["details"] for event in events]
    assert {key for found in details for key in found} == PROCEDURE
    assert set(DETAILS) >= PROCEDURE
    told = {
        str(value)
        for found in details
        for key, value in found.items()
        if key in {"reason", "source"}
    }
    assert told == {"owner", "referral", "entered_in_error", "ended"}
    assert {row.pk for row in (entry, status, *consents)} <= {event.target for event in events}
