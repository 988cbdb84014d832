"""The consent ledger: what she answered, and what she took back."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.coded import checked
from cases.enums import AGREEING, ConsentStatus
from cases.models import Case, CaseGrant, Consent
from cases.permissions import can_withdraw
from cases.selectors.consents import alike, grants_resting_on, has_consent
from cases.services.grants import withhold
from cases.services.records import refuse_future
from cases.services.writing import (
    apply,
    lock,
    lock_entry,
    lock_living_case,
    mark_struck,
    refuse,
    save,
)
from core import vocabularies
from core.exceptions import Conflict
from entities.models import User

CONSENT_FIELDS = frozenset(
    {
        "purpose", "recipient_entity", "recipient_kind", "parts", "status", "asked_on",
        "valid_until", "language", "how_given", "text_version", "explained_back",
        "interpreter_mode", "interpreter_code", "interpreter_her_choice", "interpreter_no_ties",
        "note",
    }
)  # fmt: skip
# What can be answered when she is asked; *withdrawn* and *expired* are later facts.
ANSWERS = (
    ConsentStatus.GIVEN,
    ConsentStatus.GIVEN_LIMITED,
    ConsentStatus.REFUSED,
    ConsentStatus.NOT_ASKED,
    ConsentStatus.NOT_REQUIRED,
)


@transaction.atomic
def record_consent(*, case: Case, by: User, values: Mapping[str, Any]) -> Consent:
    """Write down what she answered for one purpose and recipient. `values` hold CONSENT_FIELDS.

    A refusal needs nothing but purpose and answer. Raises PermissionRefused, Conflict when the
    case is closed, ValidationError by field.
    """
    locked = lock_living_case(case, by)
    columns = checked(Consent, values, allowed=CONSENT_FIELDS)
    consent = Consent(case=locked, entity=by.entity, recorded_by=by)
    apply(consent, {"asked_on": timezone.localdate(), **columns})
    _check(consent, has_note=bool(columns.get("note")))

    save(consent, by)
    audit.record(
        AuditAction.CONSENT_RECORDED,
        by=by,
        case=locked.pk,
        target=consent.pk,
    )
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """Record that she took a consent back: a new fact on the row, effective at once.

    Whatever other rows say the same for the same recipient is taken back with it. The parts that rested on it close for its recipient, except the cards that keep her safe
    where she stays. Raises PermissionRefused, and Conflict when nothing stands to withdraw.
    """
    locked = lock(consent)
    if not can_withdraw(by, locked):
        raise refuse()
    if locked.status not in AGREEING or locked.withdrawn_at or locked.struck_at:
        raise Conflict(
            _("This consent does not stand, or was withdrawn before."),
            _("Look at the consents of the case; nothing more needs to be done."),
        )

    now = timezone.now()
    for row in alike(locked):
        again = locked if row.pk == locked.pk else lock(row)
        resting = grants_resting_on(again)
        again.withdrawn_at, again.withdrawn_by = now, by
        save(again, by)
        _close(AuditAction.CONSENT_WITHDRAWN, again, resting, by=by)
    return locked


@transaction.atomic
def strike_consent(*, consent: Consent, by: User, reason: str) -> Consent:
    """Strike out a row entered in error. What she took back is withdrawn, never struck.

    What rested on it closes as at a withdrawal, unless she agrees to it in another row. Raises
    PermissionRefused, and Conflict when it was withdrawn or struck before.
    """
    locked = lock_entry(consent, by)
    if locked.withdrawn_at is not None:
        raise Conflict(
            _("She took this consent back, and that stays to be read."),
            _("If she agrees again, record her new answer."),
        )
    resting = grants_resting_on(locked)
    mark_struck(locked, by, reason)
    lost = [
        (grant, parts)
        for grant, parts in resting
        if not has_consent(locked.case, purpose=locked.purpose, recipient=grant.entity)
    ]
    _close(AuditAction.CONSENT_STRUCK, locked, lost, by=by, reason=reason)
    return locked


def _close(
    action: AuditAction,
    consent: Consent,
    resting: list[tuple[CaseGrant, frozenset[str]]],
    *,
    by: User,
    **details: str,
) -> None:
    """Take away what rested on the consent, and tell the log."""
    for grant, parts in resting:
        withhold(lock(grant), parts)
    closed = sorted({part for _grant, parts in resting for part in parts})
    audit.record(
        action,
        by=by,
        case=consent.case_id,
        target=consent.pk,
        details={**details, "closed_parts": closed},
    )


def _check(consent: Consent, *, has_note: bool) -> None:
    refuse_future(consent.asked_on, "asked_on")
    errors = {}
    if not consent.purpose:
        errors["purpose"] = _("Choose what she was asked.")
    if consent.status not in ANSWERS:
        errors["status"] = _("Choose what she answered.")
    if consent.recipient_entity_id and consent.recipient_kind:
        errors["recipient_kind"] = _("Name an entity or a kind, not both.")
    if consent.status == ConsentStatus.NOT_REQUIRED and not has_note:
        errors["note"] = _("Say on what legal basis it is not required.")
    if consent.valid_until and consent.valid_until < consent.asked_on:
        errors["valid_until"] = _("It cannot end before it was given.")
    if _lacks_recipient(consent):
        errors["recipient_kind"] = _("Say for which entity or kind of entity.")
    if errors:
        raise ValidationError(errors)


def _lacks_recipient(consent: Consent) -> bool:
    return bool(
        consent.status in AGREEING
        and consent.purpose
        and vocabularies.entry("consent_scope", consent.purpose).get("per_entity")
        and not (consent.recipient_entity_id or consent.recipient_kind)
    )
