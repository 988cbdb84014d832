"""Which consents a referral or a step needs, and which of them she has given."""

from collections.abc import Iterable

from cases.disclosure import PURPOSE_PARTS
from cases.enums import Part
from cases.models import Case, Consent
from cases.selectors import has_consent, standing_consent
from core import vocabularies
from entities.models import Entity
from referrals.models import Referral

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
    case: Case,
    purposes: Iterable[str],
    *,
    recipient: Entity | None = None,
    kinds: Iterable[str] = (),
) -> dict[str, bool]:
    """Return for each purpose whether she agrees now: to this recipient, else to one of `kinds`.

    With neither, whether she agrees to anybody.
    """
    asked: list[str | None] = [None] if recipient is not None else list(kinds) or [None]
    return {
        purpose: any(
            has_consent(case, purpose=purpose, recipient=recipient, kind=kind) for kind in asked
        )
        for purpose in purposes
    }


def missing(case: Case, purposes: Iterable[str], *, recipient: Entity | None = None) -> list[str]:
    """Return the purposes she does not agree to."""
    return [
        purpose
        for purpose, agrees in standing(case, purposes, recipient=recipient).items()
        if not agrees
    ]


def agreed_parts(case: Case, purposes: Iterable[str], *, recipient: Entity) -> frozenset[str]:
    """Return the parts that her standing consents to these purposes open to this recipient.

    The offer itself needs no more than the purpose; a consent that names no part opens no other.
    """
    found: set[str] = {Part.OFFER.value}
    for purpose in purposes:
        consent = standing_consent(case, purpose=purpose, recipient=recipient)
        if consent is not None:
            found |= {*consent.parts, *(part.value for part in PURPOSE_PARTS.get(purpose, ()))}
    return frozenset(found)


def parts_beyond(
    case: Case, purposes: Iterable[str], parts: Iterable[str], *, recipient: Entity
) -> list[str]:
    """Return those of the parts that she has not agreed to share with this recipient."""
    agreed = agreed_parts(case, purposes, recipient=recipient)
    return [part for part in parts if part not in agreed]


def lacking(referral: Referral) -> tuple[list[str], list[str]]:
    """Return the purposes and the parts of a referral on consent that she does not agree to now."""
    recipient = referral.receiving_entity
    purposes = needed(referral.consents, referral.parts, recipient=recipient)
    return (
        missing(referral.case, purposes, recipient=recipient),
        parts_beyond(referral.case, purposes, referral.parts, recipient=recipient),
    )


def parts_spoken_of(case: Case) -> frozenset[str]:
    """Return the parts that any consent of hers that stands names, whoever its recipient is."""
    rows = Consent.objects.filter(case=case, struck_at=None)
    return frozenset(part for row in rows if row.stands for part in row.parts)


def labels_of_parts(parts: Iterable[str]) -> str:
    """Return the labels of parts of a case, joined by commas."""
    return ", ".join(vocabularies.label("disclosure_part", part) for part in parts)
