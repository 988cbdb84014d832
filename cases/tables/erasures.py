"""Requests to erase a case, in words: what was decided, never what the case holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cases.models import ErasureRequest
from cases.tables.words import say
from core.handles import handle_of
from entities.models import User


@dataclass(frozen=True)
class ErasureRow:
    """One request of the list."""

    handle: str
    code: str
    entity: str
    status: str
    tone: str
    asked_at: datetime


def erasure_rows(
    requests: Iterable[ErasureRequest], names: dict[UUID, str], reader: User
) -> list[ErasureRow]:
    """Return the rows of the list, each case by the name its reader has for it."""
    return [
        ErasureRow(
            handle_of(row.case_id, entity_id=reader.entity_id),
            names.get(row.case_id, ""),
            row.case.owner_entity.name,
            *state_of(row),
            row.requested_at,
        )
        for row in requests
    ]


def state_of(request: ErasureRequest | None) -> tuple[str, str]:
    """Return where a request stands, and the tone of that."""
    if request is None:
        return _("Nobody has asked"), "neutral"
    if request.withdrawn_at:
        return _("Taken back"), "neutral"
    if request.completed_at:
        return _("Erased"), "good"
    if request.confirmed_at:
        return _("Being erased"), "info"
    return _("Waits for a second person"), "warn"


def erasure_facts(request: ErasureRequest) -> list[tuple[str, str]]:
    """Return (label, value) of who asked and agreed, when and why."""
    rows = [
        (_("Ground"), say(request, "basis")),
        (_("Asked by"), _who(request.requested_by)),
        (_("Asked on"), say(request, "requested_at")),
        (_("Agreed by"), _who(request.confirmed_by) if request.confirmed_by else ""),
        (_("Agreed on"), say(request, "confirmed_at")),
        (_("Erased on"), say(request, "completed_at")),
    ]
    return [(label, value) for label, value in rows if value]


def _who(person: User) -> str:
    """Name the person also to the other side: each answers to the other for what is destroyed."""
    return f"{person.name} · {person.entity.name}"
