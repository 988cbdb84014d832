"""Cases for tests, made by the product's own services."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cases import services
from cases.enums import GrantSource, Part
from cases.models import (
    BrokenGlass,
    Case,
    CaseGrant,
    CaseMark,
    Child,
    Consent,
    IdentityRequest,
    Intervention,
    StatusEntry,
)
from cases.selectors import code_for
from entities.models import Entity, User
from tests.factories import entities

FACTS = {
    "detection_channel": "outreach",
    "exploitation_types": ["sexual"],
    "age_band": "21--23",
    "gender": "feminine",
    "languages": ["en", "bin"],
    "interpreter_needed": True,
    "migration_status": "irregular",
    "risk_level": "medium",
    "territory": "ES-BI",
    "children_count": 1,
}


def open_case(
    *, by: User | None = None, person: Mapping[str, Any] | None = None, **facts: Any
) -> Case:
    """A case of the person's entity; `facts` change or add to FACTS."""
    return services.open_case(
        by=by or entities.caseworker(), facts={**FACTS, **facts}, person=person
    )


def open_grant(
    *,
    case: Case,
    entity: Entity | None = None,
    parts: tuple[str, ...] = (Part.SUMMARY, Part.PLAN),
    by: User | None = None,
    **data: Any,
) -> CaseGrant:
    """A grant of the receiving entity, as an accepted referral makes it."""
    return services.open_grant(
        case=case,
        entity=entity or entities.receiving_entity(),
        parts=parts,
        source=GrantSource.REFERRAL,
        reason="referral",
        by=by or case.opened_by,
        **data,
    )


def intervention(*, case: Case, by: User | None = None, **values: Any) -> Intervention:
    """An intervention of today."""
    data = {"happened_on": timezone.localdate(), "service_type": "legal", "place": "office"}
    return services.record_intervention(
        case=case, by=by or case.opened_by, values={**data, **values}
    )


def consent(*, case: Case, by: User | None = None, **values: Any) -> Consent:
    """A consent given orally for a referral to a specialised NGO, whichever it is."""
    data: dict[str, Any] = {"purpose": "referral_specialised", "status": "given"}
    if "recipient_entity" not in values:
        data["recipient_kind"] = "specialised_ngo"
    return services.record_consent(case=case, by=by or case.opened_by, values={**data, **values})


def status(*, case: Case, by: User | None = None, **values: Any) -> StatusEntry:
    """A status: possible victim, in Spain."""
    data = {"decided_on": timezone.localdate(), "victim_status": "possible"}
    return services.record_status(case=case, by=by or case.opened_by, values={**data, **values})


def child(*, case: Case, by: User | None = None, **values: Any) -> Child:
    """A small child who lives with her or his mother."""
    data = {"age_band": "0--8", "gender": "feminine", "lives_with": "mother"}
    return services.add_child(case=case, by=by or case.opened_by, values={**data, **values})


def four_eyes(*, case: Case, by: User | None = None) -> CaseMark:
    """A mark that asks for a custodian's agreement."""
    return services.set_mark(
        case=case, by=by or case.opened_by, kind="four_eyes", reason="threat_inside"
    )


def identity_request(*, case: Case, by: User | None = None) -> IdentityRequest:
    """A request that waits for a custodian."""
    return services.ask_identity(
        case=case,
        by=by or case.opened_by,
        purpose="documents",
        justification="To renew her passport.",
    )


def broken_glass(*, case: Case, by: User) -> BrokenGlass:
    """An emergency access by somebody of another entity."""
    code = code_for(case, case.owner_entity)
    services.break_glass(by=by, code=code, justification="She is at our door, hurt.")
    return BrokenGlass.objects.filter(case=case, broken_by=by).latest("broken_at")
