"""The only ways to what is gated: reveal a named record, search for an exact value, scan a text.

Each is recorded; where the record cannot be written, nothing opens. What `match` and `scan` open
never leaves them: only ids and positions do.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit.enums import AuditAction
from audit.services import record_read
from core.ports import Actor
from vault.blind_index import BlindIndexField, bits_in_force, index_secret, indexes_of
from vault.enums import Purpose, Tier
from vault.exceptions import JustificationMissing, TooManyQuestions, Unreadable
from vault.fields import SealedField, gated_fields, sealed_fields, sealing_keys
from vault.fingerprints import fingerprint
from vault.gate import Scope, opened
from vault.keyring import keyring
from vault.places import record_of
from vault.sealed import passing_sealed

__all__ = ["Opened", "Place", "Purpose", "Tier", "match", "reveal", "scan"]


class Place(Protocol):
    """A stretch of a text, from `start` up to but without `end`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Opened = Mapping[
    str, Any
]  # gated values of one record, by field; those that are empty are left out
Found = TypeVar("Found", bound=Place)


LEAST_JUSTIFICATION = 10
MINUTE = 60
# Asked in this minute of the clock and the one before it.
QUESTIONS_AT_ONCE = {AuditAction.NAMES_MATCHED: 30, AuditAction.NAMES_SCANNED: 120}
ACTIONS = {Tier.CONTACT: AuditAction.CONTACT_REVEALED, Tier.IDENTITY: AuditAction.IDENTITY_REVEALED}


@contextmanager
def reveal(
    *records: models.Model,
    tier: Tier,
    by: Actor,
    case: UUID | None,
    purpose: Purpose,
    justification: str = "",
) -> Iterator[None]:
    """Record why, then let one tier of these records be read within the block.

    Identity needs a justification of at least ten characters, sealed in the log; the contact card
    only its purpose. Call it outside any transaction. Raises JustificationMissing,
    AuditUnavailable; who may reveal at all is the caller's question.
    """
    reason = justification.strip()
    if tier == Tier.IDENTITY and len(reason) < LEAST_JUSTIFICATION:
        raise JustificationMissing(
            _("To see an identity, say why you need it."),
            _("Write one sentence; those who check the log can read it."),
        )
    for record in records:
        fields = [field.name for field in gated_fields(type(record), tier)]
        record_read(
            ACTIONS[Tier(tier)],
            by=by,
            case=case,
            target=UUID(record_of(record).row),
            details={"fields": fields, "purpose": Purpose(purpose).value},
            justification=reason,
        )
    with opened(Scope(frozenset(record_of(record) for record in records), Tier(tier))):
        yield


@sensitive_variables()
def match(
    candidates: "models.QuerySet[Any]",
    field: str,
    query: str,
    *,
    by: Actor,
    case: UUID | None = None,
) -> list[UUID]:
    """Return the ids of the candidates whose field is exactly the query, case and accents aside.

    The field needs a blind index. Recorded before anything is answered: counts, and a mark by
    which the log knows searches for the same name again (docs/adr/0007). Raises TooManyQuestions,
    AuditUnavailable.
    """
    _limit(AuditAction.NAMES_MATCHED, by)
    model = candidates.model
    source = _sealed_field(model, field)
    index = _index_of(source)
    wanted = index.normalise(query)
    rows = []
    if wanted:
        value = index.compute(query, bits=bits_in_force.get(), secret=index_secret())
        rows = list(candidates.filter(**{index.attname: value}))
    keyring.prefetch(sealing_keys(*rows))
    found = [row.pk for row in rows if _reads(row, source, index) == wanted]
    record_read(
        AuditAction.NAMES_MATCHED,
        by=by,
        case=case,
        details={
            "field": field,
            "candidates": len(rows),
            "found": len(found),
            "fingerprint": fingerprint(wanted) if wanted else None,
        },
    )
    return found


@sensitive_variables()
def scan(
    texts: Mapping[str, str],
    records: Iterable[models.Model],
    finder: Callable[[str, Sequence[Opened]], list[Found]],
    *,
    by: Actor,
    case: UUID | None,
) -> dict[str, list[Found]]:
    """Return what the finder finds in each of the texts, knowing the gated values of these records.

    `finder` is pure: it gets a text and the values by field, record by record, and returns places
    in the text, never a value. However many texts there are, they are one question, recorded before
    anything is answered with counts only: of what was found, whether by a value or without one.
    Raises TooManyQuestions, AuditUnavailable.
    """
    _limit(AuditAction.NAMES_SCANNED, by)
    known = list(records)
    keyring.prefetch(sealing_keys(*known))
    opened_values = [_gated_values(record) for record in known]
    found = {name: finder(text, opened_values) for name, text in texts.items()}
    record_read(
        AuditAction.NAMES_SCANNED,
        by=by,
        case=case,
        details={
            "texts": len(texts),
            "values": sum(map(len, opened_values)),
            "found": sum(map(len, found.values())),
        },
    )
    return found


def _gated_values(record: models.Model) -> Opened:
    values = {
        field.name: _value(record, field)
        for field in sealed_fields(type(record))
        if field.gate is not None
    }
    return {name: value for name, value in values.items() if value}


def _limit(action: AuditAction, by: Actor) -> None:
    minute = int(time.time() // MINUTE)
    now, before = (f"vault:{action.name}:{by.pk}:{at}" for at in (minute, minute - 1))
    cache.add(now, 0, 3 * MINUTE)
    if cache.incr(now) + cache.get(before, 0) > QUESTIONS_AT_ONCE[action]:
        raise TooManyQuestions(
            _("You have searched for names too often in a short time."),
            _("Wait a minute and try again."),
        )


def _sealed_field(model: type[models.Model], name: str) -> SealedField[Any, Any]:
    return next(field for field in sealed_fields(model) if field.name == name)


def _index_of(field: SealedField[Any, Any]) -> BlindIndexField:
    indexes = indexes_of(field)
    if not indexes:
        raise ValueError(f"{field} has no blind index, so it cannot be searched.")
    return indexes[0]


def _reads(row: models.Model, field: SealedField[Any, Any], index: BlindIndexField) -> str:
    value = _value(row, field)
    return index.normalise(value) if isinstance(value, str) else ""


def _value(row: models.Model, field: SealedField[Any, Any]) -> Any:
    with passing_sealed():
        slot = getattr(row, field.attname)  # which also loads a deferred column
    try:
        return field.unseal_slot(row, slot)
    except Unreadable:
        return None
