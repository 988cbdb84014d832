"""Rights requests, incidents and orders for tests, made by the product's own services."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import Case
from entities.enums import Role
from entities.models import Entity, User
from rights import services
from rights.models import Incident, Order, RightsRequest
from tests.factories import entities

ASKED: dict[str, str] = {
    "asked_by": "herself",
    "how": "oral",
    "language": "es",
    "identity_check": "known",
    "details": "She wants to see everything.",
}


def officer(*, name: str = "Olga") -> User:
    """A data protection officer."""
    return entities.user(role=Role.DATA_PROTECTION_OFFICER, name=name)


def custodian(*, entity: Entity | None = None, name: str = "Celia") -> User:
    """A custodian of the entity that refers."""
    return entities.user(
        role=Role.CUSTODIAN, entity=entity or entities.referring_entity(), name=name
    )


def request(*, case: Case, by: User, right: str = "access", **facts: Any) -> RightsRequest:
    """A request of today."""
    given = {**ASKED, "received_on": timezone.localdate(), **facts}
    return services.record_request(case=case, by=by, right=right, **given)


def incident(*, by: User, hours: float = 1, **facts: Any) -> Incident:
    """An incident that was noticed so many hours ago."""
    noticed = timezone.now() - timedelta(hours=hours)
    given = {"kind": "lost", "story": "A bag was left on a bus.", "aware_at": noticed, **facts}
    return services.report_incident(by=by, **given)


def assessed(incident: Incident, *, by: User, risk: str = "risk") -> Incident:
    """The same, once data protection has assessed it."""
    return services.assess_incident(
        incident=incident, by=by, risk=risk, persons="few", data_kinds=["identity"]
    )


def order(*, case: Case, by: User, **facts: Any) -> Order:
    """An order of a court for her legal name and what she told."""
    given = {
        "basis": "court",
        "authority": "Court 3 of Bilbao",
        "reference": "DP 12/2026",
        "ordered_on": timezone.localdate(),
        "fields": ["legal_name", "narrative"],
        **facts,
    }
    return services.record_order(case=case, by=by, **given)
