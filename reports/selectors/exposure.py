"""Who saw a case, and who could have known of it in a time: from grants, roles and the log."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.enums import AuditAction as A
from audit.enums import Outcome
from audit.families import LOOKS, WATCHING
from audit.tracing import Acts, Period, acts_on, events_of_kinds
from cases.enums import GrantSource
from cases.models import CaseGrant
from referrals.models import Referral
from reports.selectors.belonging import could_work_cases
from reports.selectors.spans import Span

Who = tuple[UUID | None, UUID | None]  # the person, and the entity she acted for
_KEYS = frozenset({A.KEK_ESCROWED, A.KEK_RESTORED, A.KEK_ROTATED, A.KEY_ROTATED})


@dataclass(frozen=True)
class Chance:
    """That a person could have known: why, and in what time. No person: whoever runs the house."""

    person: UUID | None
    entity: UUID | None
    why: str | Promise
    span: Span


@dataclass
class Seen:
    """What a person did with a case for one entity; `opened` counts what she uncovered."""

    who: Who
    looks: int = 0
    writes: int = 0
    contact: int = 0
    identity: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, acts: Acts) -> None:
        """Count these acts."""
        if acts.kind == A.IDENTITY_REVEALED:
            self.identity += acts.count
        elif acts.kind == A.CONTACT_REVEALED:
            self.contact += acts.count
        elif acts.kind in _LOOKS:
            self.looks += acts.count
        else:
            self.writes += acts.count
        self.first = min(self.first or acts.first, acts.first)
        self.last = max(self.last or acts.last, acts.last)

    @property
    def times(self) -> int:
        """How often she saw something of it."""
        return self.looks + self.contact + self.identity


@dataclass
class Could:
    """Why somebody could have known, and whether the log says that she looked."""

    who: Who
    chances: list[Chance]
    seen: Seen | None = None


@dataclass
class Exposure:
    """What became of a case in a time: who saw it, who tried, who watched, who could."""

    seen: list[Seen] = field(default_factory=list)
    refused: list[Seen] = field(default_factory=list)
    watched: list[Seen] = field(default_factory=list)
    could: list[Could] = field(default_factory=list)


_LOOKS = {kind.value for kind in LOOKS}
_WATCHING = {kind.value for kind in WATCHING}


def _by_grant(case: UUID, window: Span) -> Iterable[Chance]:
    """People of every entity with a grant, in the time they could work its cases."""
    grants = list(CaseGrant.objects.filter(case=case))
    people = could_work_cases({grant.entity_id for grant in grants})
    for grant in grants:
        ends = [end for end in (grant.closed_at, grant.valid_until) if end is not None]
        open_for = Span(grant.granted_at, min(ends) if ends else None).within(window)
        yield from _people(people[grant.entity_id], grant.entity_id, open_for, _source(grant))


def _source(grant: CaseGrant) -> str | Promise:
    return dict(GrantSource.choices).get(grant.source, grant.source)


def _by_offer(case: UUID, window: Span) -> Iterable[Chance]:
    """People of an entity in whose inbox an offer lay: they saw it without a name."""
    offers = list(Referral.objects.filter(case=case, sent_at__isnull=False))
    people = could_work_cases({offer.receiving_entity_id for offer in offers})
    for offer in offers:
        lay = Span(offer.sent_at or offer.created_at, offer.answered_at or offer.ended_at)
        entity = offer.receiving_entity_id
        why = _("An offer of it lay in the inbox, without a name")
        yield from _people(people[entity], entity, lay.within(window), why)


def _people(
    people: dict[UUID, list[Span]], entity: UUID, time: Span | None, why: str | Promise
) -> Iterable[Chance]:
    for person, spans in people.items():
        for span in spans:
            if time and (both := span.within(time)):
                yield Chance(person, entity, why, both)


def _by_export(case: UUID, window: Span) -> Iterable[Chance]:
    """Who took the log out of the house while the case may have stood in it."""
    found = events_of_kinds({A.LOG_EXPORTED}, _period(window))
    for at, actor, entity, about in found.values_list("at", "actor", "entity", "case_ref"):
        if about in (None, case):
            yield Chance(actor, entity, _("Took the log out, with references only"), Span(at, at))


def _by_key(case: UUID, window: Span) -> Iterable[Chance]:
    """Who handled the keys: with them and the database anything could be opened."""
    found = events_of_kinds(_KEYS, _period(window))
    for at, actor, entity, about in found.values_list("at", "actor", "entity", "case_ref"):
        if about in (None, case):
            yield Chance(actor, entity, _("Handled the keys of the installation"), Span(at, at))


# A room that opens another way to a case adds how one learns who had it.
SOURCES: list[Callable[[UUID, Span], Iterable[Chance]]] = [
    _by_grant,
    _by_offer,
    _by_export,
    _by_key,
]


def _period(window: Span) -> Period:
    return Period(window.since, window.until)


def exposure(case: UUID, window: Span) -> Exposure:
    """Return who saw the case in this time, and who could have. The reading was recorded.

    A moment at the end of the window is not in it; one at its beginning is.
    """
    told = Exposure()
    groups: dict[str, dict[Who, Seen]] = defaultdict(dict)
    for acts in acts_on(case, _period(window)):
        group = _group(acts)
        who = (acts.actor, acts.entity)
        if acts.actor is not None or group == "refused":
            groups[group].setdefault(who, Seen(who)).add(acts)
    for name in ("seen", "refused", "watched"):
        in_order = sorted(groups[name].values(), key=lambda seen: str(seen.last), reverse=True)
        setattr(told, name, in_order)
    told.could = _could(case, window, groups["seen"])
    return told


def _group(acts: Acts) -> str:
    if acts.outcome != Outcome.DONE.value:
        return "refused"
    return "watched" if acts.kind in _WATCHING else "seen"


def _could(case: UUID, window: Span, seen: dict[Who, Seen]) -> list[Could]:
    chances: dict[Who, list[Chance]] = defaultdict(list)
    for source in SOURCES:
        for chance in source(case, window):
            chances[chance.person, chance.entity].append(chance)
    told = [Could(who, found, seen.get(who)) for who, found in chances.items()]
    # What nobody's access explains is the more worth knowing.
    for who in seen.keys() - chances.keys():
        acts = seen[who]
        span = Span(acts.first or window.since, acts.last)
        told.append(Could(who, [Chance(*who, _("The log has acts of hers"), span)], acts))
    return sorted(told, key=lambda could: min(chance.span.since for chance in could.chances))
