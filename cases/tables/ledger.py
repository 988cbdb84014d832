"""The consent ledger and who can see the case, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.disclosure import sees_note
from cases.enums import AGREEING, GrantSource
from cases.models import CaseGrant, Consent
from cases.tables.timeline import Reader
from cases.tables.words import label_of, name_for, say
from core import vocabularies
from entities.models import User
from vault.reading import read_or_unavailable


@dataclass(frozen=True)
class ConsentRow:
    """One row of the ledger."""

    purpose: str
    recipient: str
    answer: str
    tone: str
    asked_on: date
    details: list[str]
    note: Any
    withdraw_url: str
    strike_url: str
    history_url: str
    struck: str


def consent_rows(reader: Reader, consents: Iterable[Consent]) -> list[ConsentRow]:
    """Return the ledger, notes only where they are open: the reading was recorded."""
    return [_consent_row(reader, row) for row in consents]


def _consent_row(reader: Reader, row: Consent) -> ConsentRow:
    handle = reader.handle(row)
    answer, tone = _answer(row)
    stood = row.status in AGREEING and not row.withdrawn_at and row.struck_at is None
    own = reader.can_work and row.entity_id == reader.user.entity_id
    strikable = own and row.struck_at is None and row.withdrawn_at is None
    reads = sees_note(row, reader.case, reader.user.entity, reader.parts)
    return ConsentRow(
        purpose=say(row, "purpose"),
        recipient=say(row, "recipient_entity") or say(row, "recipient_kind"),
        answer=answer,
        tone=tone,
        asked_on=row.asked_on,
        details=_details(row),
        note=read_or_unavailable(row, "note", by=reader.user, case=row.case_id) if reads else "",
        withdraw_url=reader.url("withdraw_consent", handle)
        if stood and reader.can_withdraw
        else "",
        strike_url=reader.url("strike", "consent", handle) if strikable else "",
        history_url=reader.url("entry_history", "consent", handle) if reader.sees_case else "",
        struck=say(row, "strike_reason"),
    )


def _answer(row: Consent) -> tuple[str, str]:
    if row.withdrawn_at:
        day = say(row, "withdrawn_at")
        return _("Withdrawn on %(day)s") % {"day": day}, "warn"
    if row.status in AGREEING and not row.stands:
        return vocabularies.label("consent_status", "expired"), "neutral"
    tones = {"given": "good", "given_limited": "good", "refused": "warn"}
    return say(row, "status"), tones.get(row.status, "neutral")


def _details(row: Consent) -> list[str]:
    told = [say(row, "parts"), say(row, "how_given"), say(row, "language")]
    if row.explained_back:
        told.append(_("she said in her own words what it means"))
    if row.interpreter_mode != "none":
        told.append(_("interpreter: %(mode)s") % {"mode": say(row, "interpreter_mode")})
    if row.valid_until:
        told.append(_("until %(day)s") % {"day": say(row, "valid_until")})
    return [text for text in told if text]


@dataclass(frozen=True)
class GrantRow:
    """Who can or could see the case, in words."""

    entity: str
    why: str
    parts: str
    since: datetime
    until: datetime | None
    ended: datetime | None
    by: str


def grant_rows(grants: Iterable[CaseGrant], user: User) -> list[GrantRow]:
    """Return who sees the case: why, which parts, since when, until when."""
    return [
        GrantRow(
            entity=grant.entity.name,
            why=say(grant, "source"),
            parts=_("everything")
            if grant.source == GrantSource.OWNER
            else ", ".join(
                vocabularies.label("disclosure_part", part)
                for part in grant.parts
                if part not in grant.withheld
            )
            or vocabularies.label("disclosure_part", "offer"),
            since=grant.granted_at,
            until=grant.valid_until,
            ended=grant.closed_at or (None if grant.is_open else grant.valid_until),
            by=name_for(user, grant.granted_by),
        )
        for grant in grants
    ]


def closing_words(resting: Iterable[tuple[CaseGrant, frozenset[str]]]) -> str:
    """Return in words what closes, and for whom, when she takes a consent back."""
    told = [
        f"{grant.entity.name}: "
        + ", ".join(vocabularies.label("disclosure_part", part) for part in sorted(parts))
        for grant, parts in resting
    ]
    if not told:
        return _("Nothing that is open now rests on it. Nothing new will be shared.")
    return _("This will close at once: %(what)s. Nothing new will be shared.") % {
        "what": "; ".join(told)
    }


def consent_facts(consent: Consent) -> list[tuple[str, str]]:
    """Return (label, value) of what she had agreed to."""
    names = ("purpose", "recipient_entity", "recipient_kind", "parts", "asked_on")
    return [(label_of(name), text) for name in names if (text := say(consent, name))]
