"""Which consents a referral or a step needs, and which of them she has given."""

from collections.abc import Iterable

from cases.models import Case
from cases.selectors import has_consent
from entities.models import Entity

CONSENT = "consent"
# What opening a part needs besides the step's own consents.
PART_CONSENT = {
    "health": "share_health",
    "trafficking_history": "share_trafficking_history",
    "identity": "share_identity",
}
TO_SPECIALISED, TO_SERVICE = "referral_specialised", "referral_service"


def needed(consents: Iterable[str], parts: Iterable[str], *, recipient: Entity) -> list[str]:
    """Return the purposes she must agree to before this recipient is offered these parts."""
    purposes = list(consents)
    if not purposes:
        specialised = "specialised_ngo" in recipient.kinds
        purposes = [TO_SPECIALISED if specialised else TO_SERVICE]
    purposes += [PART_CONSENT[part] for part in parts if part in PART_CONSENT]
    return list(dict.fromkeys(purposes))


def standing(
    case: Case, purposes: Iterable[str], *, recipient: Entity | None = None
) -> dict[str, bool]:
    """Return for each purpose whether she agrees now: to this recipient, else to anybody."""
    return {
        purpose: has_consent(case, purpose=purpose, recipient=recipient) for purpose in purposes
    }


def missing(case: Case, purposes: Iterable[str], *, recipient: Entity | None = None) -> list[str]:
    """Return the purposes she does not agree to."""
    return [
        purpose
        for purpose, agrees in standing(case, purposes, recipient=recipient).items()
        if not agrees
    ]
