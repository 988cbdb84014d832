"""What the pages of erasing a case are asked about."""

from cases import services
from cases.models import Case
from entities.models import User
from tests.factories import cases, entities


def closed_cases(by: User) -> dict[str, Case]:
    """Two closed cases of her entity; a second coordinator asks to erase one of them."""
    bea = entities.coordinator(entity=by.entity, name="Bea")
    found = {
        name: services.close_case(
            case=cases.open_case(by=by, summary="Long ago."), by=by, reason="goals_met"
        )
        for name in ("closed", "asked")
    }
    services.request_erasure(case=found["asked"], by=bea, basis="retention_over")
    return found
