"""Turns events into what the auditor reads: names and references come from the rooms above."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.body import read_body
from audit.enums import Outcome
from audit.models import Event
from audit.sentences import DETAILS, OUTCOMES, sentence
from audit.words import HIDDEN, worded
from core.handles import handle_of
from core.ports import names_cases, names_people


@dataclass(frozen=True)
class Line:
    """An event in the list."""

    number: int
    at: datetime
    who: str
    entity: str
    what: str
    details: list[tuple[str, str]]
    case: str
    outcome: str
    tone: str


@dataclass(frozen=True)
class Sheet:
    """An event by itself: facts as (label, value) pairs, and the body without internal ids."""

    line: Line
    facts: list[tuple[str, str]]
    body: str
    is_sealed: bool


def _shortened(record_id: UUID) -> str:
    return f"{str(record_id)[:8]}…"


def _as_id(value: object) -> UUID | None:
    if not isinstance(value, str) or len(value) not in {32, 36}:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _veiled(value: Any, reader_entity: UUID) -> Any:
    """Return a value of a body with each id replaced by the name the reader's entity has for it."""
    if isinstance(value, dict):
        return {
            key: worded(key, item) if key in HIDDEN else _veiled(item, reader_entity)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_veiled(item, reader_entity) for item in value]
    record_id = _as_id(value)
    return handle_of(record_id, entity_id=reader_entity) if record_id else value


def _details(event: Event) -> dict[str, Any]:
    details: dict[str, Any] = read_body(event.body).get("details", {})
    return details


def _ids_in(events: Iterable[Event]) -> set[UUID]:
    """Return every id that may be a person's or an entity's: of the columns and of the details."""
    return {
        known
        for event in events
        for known in (
            event.actor,
            event.entity,
            event.target,
            *map(_as_id, _details(event).values()),
        )
        if known
    }


def _names(events: Sequence[Event]) -> dict[UUID, str]:
    ids = _ids_in(events)
    return {**names_people().entities(ids), **names_people().people(ids)}


def _detail_rows(
    event: Event, names: dict[UUID, str], reader_entity: UUID
) -> list[tuple[str, str]]:
    whom = names.get(event.target) if event.target else None
    rows = [(_("Whom"), whom)] if whom else []
    for key, value in _details(event).items():
        known = _as_id(value)
        name = names.get(known) if known else None
        rows.append(
            (str(DETAILS.get(key, key)), name or worded(key, _veiled(value, reader_entity)))
        )
    return rows


def _who(event: Event, names: dict[UUID, str]) -> str:
    if event.actor is not None:
        return names.get(event.actor) or _shortened(event.actor)
    return _("Bidelagun itself") if event.device == "worker" else _("Nobody who is signed in")


def _case(event: Event, cases: dict[UUID, str], reader_entity: UUID) -> str:
    if event.case_ref is None:
        return ""
    # A case that is gone has no reference any more; its id is shown to nobody.
    return cases.get(event.case_ref) or handle_of(event.case_ref, entity_id=reader_entity)


def _line(event: Event, names: dict[UUID, str], case: str, reader_entity: UUID) -> Line:
    outcome, tone = OUTCOMES[Outcome(event.outcome)]
    return Line(
        number=event.pk,
        at=event.at,
        who=_who(event, names),
        entity=(names.get(event.entity) or _shortened(event.entity)) if event.entity else "",
        what=sentence(event.kind),
        details=_detail_rows(event, names, reader_entity),
        case=case,
        outcome=str(outcome),
        tone=tone,
    )


def lines(events: Sequence[Event], *, reader_entity: UUID) -> list[Line]:
    """Return the events worded for the list; names are asked for once for all of them."""
    names = _names(events)
    cases = names_cases().references({event.case_ref for event in events if event.case_ref})
    return [
        _line(event, names, _case(event, cases, reader_entity), reader_entity) for event in events
    ]


def sheet(event: Event, *, reader_entity: UUID) -> Sheet:
    """Return one event with everything that is stored of it, the justification still sealed."""
    (line,) = lines([event], reader_entity=reader_entity)
    body = read_body(event.body)
    is_sealed = bool(body.get("justification"))
    shown = _veiled(body, reader_entity) | {"justification": _("sealed") if is_sealed else None}
    at = localtime(event.at)
    facts = [
        (_("When"), f"{date_format(at, 'DATE_FORMAT')}, {at:%H:%M:%S}"),
        (_("Who"), line.who),
        (_("Entity"), line.entity),
        (_("What"), f"{line.what} ({event.kind})"),
        (_("Outcome"), line.outcome),
        (_("Case"), line.case),
        (_("Record"), handle_of(event.target, entity_id=reader_entity) if event.target else ""),
        *line.details,
        (_("Session"), event.session),
        (_("Device"), event.device),
        (_("Network"), event.address),
    ]
    return Sheet(
        line=line,
        facts=[(label, value) for label, value in facts if value],
        body=json.dumps(shown, indent=2, sort_keys=True, ensure_ascii=False),
        is_sealed=is_sealed,
    )


def sealed_justification(event: Event) -> str:
    """Return the sealed text of the reason that was given; empty when none was."""
    return read_body(event.body).get("justification") or ""
