"""What the consent ledger says."""

from datetime import date, datetime

from django.utils import timezone

from cases.disclosure import parts_of_consent, rests_on_consent
from cases.enums import AGREEING, ConsentStatus
from cases.models import Case, CaseGrant, Consent
from core import vocabularies
from entities.models import Entity, User

_ANSWERED = AGREEING | {ConsentStatus.REFUSED}


def has_consent(
    case: Case, *, purpose: str, recipient: Entity | None = None, kind: str | None = None
) -> bool:
    """Say whether she agrees to this purpose for this recipient now, as standing_consent tells."""
    return standing_consent(case, purpose=purpose, recipient=recipient, kind=kind) is not None


def standing_consent(
    case: Case, *, purpose: str, recipient: Entity | None = None, kind: str | None = None
) -> Consent | None:
    """Return the consent to this purpose for this recipient that stands now; None without one.

    `recipient` is the entity it goes to; `kind` the kind of a recipient not chosen yet. Her latest
    word that speaks of the recipient counts, and taking back is a word of its own day: a refusal
    that names nobody speaks of everybody, a consent that names nobody only where the purpose needs
    no recipient.
    """
    ledger = Consent.objects.filter(
        case=case, purpose=purpose, struck_at=None, status__in=_ANSWERED
    ).select_related("recipient_entity")
    spoken = [row for row in ledger if _speaks_of(row, recipient, kind)]
    latest = max(spoken, key=_said_at, default=None)
    return latest if latest is not None and latest.stands else None


def _said_at(consent: Consent) -> tuple[date, datetime]:
    if consent.withdrawn_at is not None:
        return timezone.localdate(consent.withdrawn_at), consent.withdrawn_at
    return consent.asked_on, consent.recorded_at


def _speaks_of(consent: Consent, recipient: Entity | None, kind: str | None) -> bool:
    if consent.recipient_entity is not None:
        if recipient is not None:
            return consent.recipient_entity == recipient
        return kind is None or kind in consent.recipient_entity.kinds
    if consent.recipient_kind:
        kinds = recipient.kinds if recipient is not None else {kind}
        return kinds == {None} or consent.recipient_kind in kinds
    needs_recipient = vocabularies.entry("consent_scope", consent.purpose).get("per_entity")
    return consent.status == ConsentStatus.REFUSED or not needs_recipient


def grants_resting_on(consent: Consent) -> list[tuple[CaseGrant, frozenset[str]]]:
    """Return the open grants, each with the parts in it, that close when she withdraws this.

    Only grants of the recipient it names that rest on her consent; the owner's own never. Nothing
    rests on an answer that was no yes, or was taken back or struck before.
    """
    if consent.status not in AGREEING or consent.withdrawn_at or consent.struck_at:
        return []
    parts = parts_of_consent(consent)
    others = CaseGrant.objects.filter(case_id=consent.case_id, closed_at=None).exclude(
        entity=consent.case.owner_entity_id
    )
    resting = [
        (grant, parts & (frozenset(grant.parts) - frozenset(grant.withheld)))
        for grant in others.select_related("entity")
        if grant.is_open and rests_on_consent(grant) and _is_recipient(consent, grant.entity)
    ]
    return [(grant, closing) for grant, closing in resting if closing]


def alike(consent: Consent) -> list[Consent]:
    """Return the rows, this one among them, by which she agrees to the same for the same one."""
    rows = Consent.objects.filter(
        case_id=consent.case_id,
        purpose=consent.purpose,
        recipient_entity=consent.recipient_entity_id,
        recipient_kind=consent.recipient_kind,
        status__in=AGREEING,
        withdrawn_at=None,
        struck_at=None,
    )
    return list(rows.select_related("case"))


def _is_recipient(consent: Consent, entity: Entity) -> bool:
    return entity.pk == consent.recipient_entity_id or consent.recipient_kind in entity.kinds


def consents_of(case: Case, entity: Entity) -> list[Consent]:
    """Return the rows of the ledger that people of `entity` may see, newest first.

    The owner sees all; others what they recorded and what names them as recipient.
    """
    rows = Consent.objects.filter(case=case).select_related(
        "recipient_entity", "recorded_by", "withdrawn_by", "entity"
    )
    if case.owner_entity_id == entity.pk:
        return list(rows)
    return [row for row in rows if row.entity_id == entity.pk or _is_recipient(row, entity)]


def recipients_for(user: User) -> dict[str, Entity]:
    """Return the entities she can name as recipient of a consent, by their short name."""
    others = Entity.objects.filter(is_active=True).exclude(pk=user.entity_id)
    return {entity.code: entity for entity in others}
