"""The timeline of a case: what was done, decided and agreed, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.disclosure import sees_note
from cases.models import Assessment, Case, Child, Consent, Intervention, StatusEntry
from cases.tables.words import say
from core.codes import show_code
from core.handles import handle_of
from entities.models import User
from vault.reading import read_or_unavailable

Entry = Intervention | StatusEntry


@dataclass(frozen=True)
class Event:
    """One entry of the timeline."""

    when: date
    who: str
    title: str
    text: Any
    tone: str = "neutral"
    icon: str = "circle-fill"
    struck: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Who reads a case, by which code, what is open to her and what she may do.

    `can_work` says whether the case takes entries of hers now; a withdrawal is taken always.
    `began` is when the case first opened to her entity, if it is not the owner;
    `sees_case` is false where only what her entity wrote is shown, which leads nowhere further.
    """

    user: User
    case: Case
    code: str
    parts: frozenset[str]
    can_work: bool
    can_withdraw: bool = False
    began: datetime | None = None
    sees_case: bool = True

    def url(self, name: str, *arguments: str) -> str:
        """Return the address of a page of this case, by the reader's code."""
        return reverse(f"cases:{name}", args=[show_code(self.code), *arguments])

    def handle(self, entry: Entry | Consent | Child | Assessment) -> str:
        """Return the reader's name of an entry."""
        return handle_of(entry.pk, entity_id=self.user.entity_id)


def timeline(
    reader: Reader, interventions: Iterable[Intervention], statuses: Iterable[StatusEntry]
) -> list[Event]:
    """Return the events, newest first, notes only where they are open: reading was recorded."""
    events = [_intervention(reader, row) for row in interventions]
    events += [_status(reader, row) for row in statuses]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _note(reader: Reader, entry: Entry) -> Any:
    if not sees_note(entry, reader.case, reader.user.entity, reader.parts):
        return ""
    return read_or_unavailable(entry, "note", by=reader.user, case=reader.case.pk)


def _who(reader: Reader, entry: Entry) -> str:
    own = entry.entity_id == reader.user.entity_id
    return entry.recorded_by.name if own else entry.entity.name


def _intervention(reader: Reader, row: Intervention) -> Event:
    details = [say(row, "channel"), say(row, "place")]
    if row.minutes:
        details.append(_("%(minutes)s minutes") % {"minutes": row.minutes})
    note = _note(reader, row)
    told = " · ".join(detail for detail in details if detail)
    return Event(
        when=row.happened_on,
        who=_who(reader, row),
        title=say(row, "service_type"),
        text=f"{told}\n{note}" if note else told,
        icon="person-lines-fill",
        struck=say(row, "strike_reason"),
        links=_links(reader, row, "intervention"),
    )


def _status(reader: Reader, row: StatusEntry) -> Event:
    name = "victim_status" if row.victim_status else "otsh_class"
    return Event(
        when=row.decided_on,
        who=_who(reader, row),
        title=say(row, name),
        text="\n".join(
            str(line) for line in (say(row, "decided_by_kind"), _note(reader, row)) if line
        ),
        tone="info",
        icon="patch-check",
        struck=say(row, "strike_reason"),
        links=_links(reader, row, "status"),
    )


def _links(reader: Reader, row: Entry, kind: str) -> list[tuple[str, str]]:
    handle = reader.handle(row)
    links = [(_("History"), reader.url("entry_history", kind, handle))] if reader.sees_case else []
    if reader.can_work and row.struck_at is None and row.entity_id == reader.user.entity_id:
        links.insert(0, (_("Strike out"), reader.url("strike", kind, handle)))
        if kind == "intervention":
            links.insert(0, (_("Correct"), reader.url("correct_intervention", handle)))
    return links
