"""What this room found, in words: names of people and entities, references of cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core import vocabularies
from core.handles import handle_of
from core.ports import names_cases, names_people
from entities.models import User
from reports.models import NameEnquiry, SettledFinding
from reports.selectors.exposure import Chance, Could, Exposure, Seen
from reports.selectors.readers import CONTACT, IDENTITY, LOOKED, WROTE, Reading, Readings
from reports.selectors.spans import Span, joined
from reports.selectors.unusual import Finding

FEW = 3


@dataclass(frozen=True)
class SeenRow:
    """Who did how much with a case."""

    who: str
    entity: str
    acts: list[str]
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class CouldRow:
    """Who could have known of a case: why, from when to when, and whether she looked."""

    who: str
    entity: str
    reasons: list[str]
    looked: str


@dataclass(frozen=True)
class FindingRow:
    """An unusual access in a line."""

    kind: str
    who: str
    entity: str
    case: str
    when: str
    what: str
    url: str
    settled: SettledFinding | None


class Names:
    """Asked once for everything on a page; who is not known is shown by the start of her id."""

    def __init__(self, people: Iterable[UUID | None], entities: Iterable[UUID | None]) -> None:
        self._people = names_people().people({key for key in people if key})
        self._entities = names_people().entities({key for key in entities if key})

    def person(self, key: UUID | None) -> str:
        """Return the name of a person."""
        if key is None:
            return _("Nobody who is signed in")
        return self._people.get(key) or f"{str(key)[:8]}…"

    def entity(self, key: UUID | None) -> str:
        """Return the name of an entity."""
        return "" if key is None else self._entities.get(key) or f"{str(key)[:8]}…"


def exposure_rows(told: Exposure) -> dict[str, list[SeenRow] | list[CouldRow]]:
    """Return the four lists of the page of a case."""
    everybody = [row.who for row in (*told.seen, *told.refused, *told.watched)]
    everybody += [row.who for row in told.could]
    names = Names((who for who, _e in everybody), (entity for _p, entity in everybody))
    return {
        "seen": [_seen_row(row, names) for row in told.seen],
        "refused": [_refused_row(row, names) for row in told.refused],
        "watched": [_seen_row(row, names) for row in told.watched],
        "could": [_could_row(row, names) for row in told.could],
    }


def _seen_row(seen: Seen, names: Names) -> SeenRow:
    counted = (
        (_("looked: %(count)s"), seen.looks),
        (_("wrote or acted: %(count)s"), seen.writes),
        (_("uncovered the contact card: %(count)s"), seen.contact),
        (_("uncovered the identity: %(count)s"), seen.identity),
    )
    who, entity = seen.who
    acts = [words % {"count": count} for words, count in counted if count]
    return SeenRow(names.person(who), names.entity(entity), acts, seen.first, seen.last)


def _refused_row(tried: Seen, names: Names) -> SeenRow:
    who, entity = tried.who
    count = tried.looks + tried.writes + tried.contact + tried.identity
    told = [_("was refused: %(count)s") % {"count": count}]
    return SeenRow(names.person(who), names.entity(entity), told, tried.first, tried.last)


def _could_row(could: Could, names: Names) -> CouldRow:
    who, entity = could.who
    by_reason: dict[str, list[Chance]] = {}
    for chance in could.chances:
        by_reason.setdefault(str(chance.why), []).append(chance)
    reasons = [
        f"{why}: {_time(span)}"
        for why, chances in by_reason.items()
        for span in joined(chance.span for chance in chances)
    ]
    looked = _("No")
    if could.seen:
        looked = _("Yes, %(count)s times") % {"count": could.seen.times + could.seen.writes}
    return CouldRow(names.person(who), names.entity(entity), reasons, looked)


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")


def _time(span: Span) -> str:
    if span.until is None:
        return _("since %(since)s") % {"since": _moment(span.since)}
    if span.since == span.until:
        return _moment(span.since)
    return f"{_moment(span.since)} – {_moment(span.until)}"  # noqa: RUF001 -- a dash between times


def finding_rows(
    found: list[Finding], settled: dict[str, SettledFinding], *, period: dict[str, str]
) -> list[FindingRow]:
    """Return the findings in words; names are asked for once for all of them."""
    names = Names(
        (person for finding in found for person in finding.people), (f.entity for f in found)
    )
    cases = names_cases().references({finding.case for finding in found if finding.case})
    return [
        FindingRow(
            kind=str(finding.kind.label),
            who=_several([names.person(person) for person in finding.people]),
            entity=names.entity(finding.entity) if len(finding.people) == 1 else "",
            case=cases.get(finding.case, "") if finding.case else "",
            when=_time(Span(finding.first, finding.last)),
            what=_amount(finding),
            url=f"{reverse('reports:finding', args=[finding.mark])}?{urlencode(period)}",
            settled=settled.get(finding.mark),
        )
        for finding in found
    ]


def _several(names: list[str]) -> str:
    shown = ", ".join(names[:FEW])
    more = len(names) - FEW
    return shown if more <= 0 else _("%(names)s and %(more)s more") % {"names": shown, "more": more}


def _amount(finding: Finding) -> str:
    told = _("Events: %(count)s") % {"count": len(finding.numbers)}
    if finding.cases > 1:
        told += " · " + _("cases: %(count)s") % {"count": finding.cases}
    return told


@dataclass(frozen=True)
class EnquiryRow:
    """An enquiry for a name in a list."""

    status: str
    tone: str
    asked_at: datetime
    url: str


TONES = {"waiting": "info", "granted": "good", "refused": "warn", "expired": "neutral"}


def enquiry_rows(enquiries: Iterable[NameEnquiry], *, reader: User, page: str) -> list[EnquiryRow]:
    """Return enquiries as links to `page`, named by the reader's own handles; nothing sealed."""
    return [
        EnquiryRow(
            status=str(row.get_status_display()),
            tone=TONES[row.status],
            asked_at=row.asked_at,
            url=reverse(page, args=[handle_of(row.pk, entity_id=reader.entity_id)]),
        )
        for row in enquiries
    ]


# What the kinds of services are called on paper: nothing that tells why she went there.
_HEALTH = frozenset({"health", "psychology"})
_OFFICES = frozenset({
    "police", "prosecution_court", "migration_authority", "asylum_authority", "accrediting_body",
    "child_protection", "equality_directorate", "municipal_social_services", "inclusion_service",
    "employment_service", "emergency_social_service", "women_family_service",
})  # fmt: skip


def _on_paper(kinds: Iterable[str]) -> str:
    held = set(kinds)
    if held & _HEALTH:
        return _("A health service")
    return _("A public office") if held & _OFFICES else _("An association or other service")


def _on_screen(kinds: Iterable[str]) -> str:
    return ", ".join(vocabularies.label("entity_kind", kind) for kind in kinds) or _("A service")


def reading_rows(told: Readings, *, on_paper: bool) -> list[tuple[str, list[str]]]:
    """Return what a woman is told, in the language in force: a day, and its lines."""
    days: dict[str, list[str]] = {}
    for row in told.rows:
        day = date_format(row.day, "DATE_FORMAT")
        line = _line(row, on_paper=on_paper)
        if line not in days.setdefault(day, []):
            days[day].append(line)
    return list(days.items())


def _line(row: Reading, *, on_paper: bool) -> str:
    service = _on_paper(row.kinds) if on_paper else _on_screen(row.kinds)
    words = {
        LOOKED: _("%(service)s: looked at it"),
        WROTE: _("%(service)s: wrote something"),
        CONTACT: _("%(service)s: opened how to reach you"),
        IDENTITY: _("%(service)s: opened your name and papers"),
    }
    return words[row.act] % {"service": service}
