"""Accesses that an auditor should look at: each kind is a question to the log, over a period."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncHour
from django.utils.crypto import salted_hmac
from django.utils.timezone import get_default_timezone, localtime

from audit.enums import AuditAction as A
from audit.families import LOOKS
from audit.tracing import Fact, Period, events_of_kinds, facts_of
from cases.enums import GrantSource
from cases.models import CaseGrant
from entities.models import Entity, Service
from referrals.models import Referral
from reports.enums import FindingKind as K
from reports.models import SettledFinding

HOUR = timedelta(hours=1)
_USUAL_SOURCES = {GrantSource.OWNER.value, GrantSource.REFERRAL.value}
_BY_REFERRAL = [A.REFERRAL_VIEWED.value, A.ACCESS_REFUSED.value]
_WORK = LOOKS | {A.CASES_LISTED, A.CASES_SEARCHED, A.NAMES_MATCHED}


@dataclass(frozen=True)
class Finding:
    """Something unusual: its kind, who, for which entity, with which case, and the events.

    `mark` stays the same when the report is asked again; `numbers` are those of the events.
    """

    kind: K
    mark: str
    people: tuple[UUID, ...]
    entity: UUID | None
    case: UUID | None
    first: datetime
    last: datetime
    numbers: tuple[int, ...]
    cases: int = 0

    @property
    def last_event(self) -> int:
        """The highest number of its events."""
        return max(self.numbers)


def _finding(kind: K, facts: list[Fact], *parts: object, case: UUID | None = None) -> Finding:
    mark = salted_hmac("reports.finding", "|".join(map(str, (kind.value, *parts))))
    return Finding(
        kind=kind,
        mark=mark.hexdigest()[:32],
        people=tuple(dict.fromkeys(fact.actor for fact in facts if fact.actor)),
        entity=facts[0].entity,
        case=case,
        first=facts[0].at,
        last=facts[-1].at,
        numbers=tuple(fact.number for fact in facts),
        cases=len({fact.case for fact in facts if fact.case}),
    )


def _grouped(facts: Iterable[Fact], key: Callable[[Fact], object]) -> Iterator[list[Fact]]:
    groups: dict[object, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[key(fact)].append(fact)
    yield from groups.values()


def without_relation(period: Period) -> Iterator[Finding]:
    """Cases seen, or tried, by people of an entity that had neither grant nor referral then.

    What an entity wrote itself it keeps seeing after its grant has ended: that is a relation.
    """
    grants = CaseGrant.objects.filter(
        Q(closed_at=None) | Q(closed_at__gt=OuterRef("at")),
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("at")),
        case=OuterRef("case_ref"),
        entity=OuterRef("entity"),
        granted_at__lte=OuterRef("at"),
    )
    referrals = Referral.objects.filter(
        Q(receiving_entity=OuterRef("entity"), sent_at__lte=OuterRef("at"))
        | Q(referring_entity=OuterRef("entity")),
        case=OuterRef("case_ref"),
    )
    strays = (
        events_of_kinds(LOOKS | {A.ACCESS_REFUSED, A.GLASS_REFUSED}, period)
        .filter(~Exists(grants), case_ref__isnull=False, actor__isnull=False)
        .exclude(Exists(referrals), kind__in=_BY_REFERRAL)
    )
    facts = [fact for fact in facts_of(strays) if fact.details.get("part") != "kept"]
    for group in _grouped(facts, lambda f: (f.actor, f.case, localtime(f.at).date())):
        one = group[0]
        day = localtime(one.at).date()
        yield _finding(K.NO_RELATION, group, one.actor, one.case, day, case=one.case)


def emergencies(period: Period) -> Iterator[Finding]:
    """Cases opened to an entity otherwise than by its own or by an accepted referral."""
    for fact in facts_of(events_of_kinds({A.GRANT_OPENED}, period)):
        if fact.details.get("source") not in _USUAL_SOURCES:
            yield _finding(K.EMERGENCY, [fact], fact.number, case=fact.case)


def off_duty(period: Period) -> Iterator[Finding]:
    """Looking at cases outside DUTY_HOURS and DUTY_WEEKDAYS, local time, a person and day.

    An entity that gives a telephone for emergencies works round the clock and is passed over.
    """
    zone = get_default_timezone()
    begins, ends = settings.DUTY_HOURS
    never_closed = Entity.objects.filter(
        ~Q(duty_telephone="") | Q(pk__in=_with_on_call_number())
    ).values_list("pk", flat=True)
    found = (
        events_of_kinds(_WORK, period)
        .filter(actor__isnull=False)
        .exclude(entity__in=list(never_closed))
        .annotate(hour=ExtractHour("at", tzinfo=zone), day=ExtractIsoWeekDay("at", tzinfo=zone))
        .filter(Q(hour__lt=begins) | Q(hour__gte=ends) | ~Q(day__in=settings.DUTY_WEEKDAYS))
    )
    for group in _grouped(facts_of(found), lambda f: (f.actor, localtime(f.at).date())):
        yield _finding(K.OFF_DUTY, group, group[0].actor, localtime(group[0].at).date())


def _with_on_call_number() -> "QuerySet[Any]":
    return Service.objects.filter(is_active=True).exclude(on_call_number="").values("entity")


def many_cases(period: Period) -> Iterator[Finding]:
    """Somebody who opened more different cases within any hour than MANY_CASES_IN_AN_HOUR."""
    yield from _bulk(
        period, K.MANY_CASES, LOOKS, settings.MANY_CASES_IN_AN_HOUR, lambda fact: fact.case
    )


def many_lists(period: Period) -> Iterator[Finding]:
    """Somebody who leafed through more lists of cases within any hour than usual."""
    most = settings.MANY_LISTS_IN_AN_HOUR
    yield from _bulk(period, K.MANY_LISTS, {A.CASES_LISTED}, most, lambda fact: fact.number)


def _bulk(
    period: Period,
    kind: K,
    kinds: Iterable[A],
    most: int,
    counted: Callable[[Fact], object],
) -> Iterator[Finding]:
    """Find the hours that may hold too much by counting, then look at each moment of those."""
    events = events_of_kinds(frozenset(kinds), period).filter(actor__isnull=False)
    column = Count("case_ref", distinct=True) if kind == K.MANY_CASES else Count("pk")
    hours: dict[UUID, dict[datetime, int]] = defaultdict(dict)
    for actor, hour, count in (
        events.annotate(hour=TruncHour("at")).values_list("actor", "hour").annotate(n=column)
    ):
        hours[actor][hour] = count
    for actor, counts in hours.items():
        busy = [h for h, count in counts.items() if count + counts.get(h + HOUR, 0) > most]
        if not busy:
            continue
        near = events.filter(actor=actor, at__gte=min(busy), at__lt=max(busy) + 2 * HOUR)
        for group in _too_many(facts_of(near), most, counted):
            yield _finding(kind, group, actor, localtime(group[0].at).date())


def _too_many(
    facts: list[Fact], most: int, counted: Callable[[Fact], object]
) -> Iterator[list[Fact]]:
    """Return, a day, the facts that lie in an hour with more than `most` different ones."""
    marked: set[int] = set()
    within: dict[object, int] = defaultdict(int)
    start = 0
    for end, fact in enumerate(facts):
        within[counted(fact)] += 1
        while fact.at - facts[start].at >= HOUR:
            within[counted(facts[start])] -= 1
            if not within[counted(facts[start])]:
                del within[counted(facts[start])]
            start += 1
        if len(within) > most:
            marked.update(range(start, end + 1))
    bulk = [facts[place] for place in sorted(marked)]
    yield from _grouped(bulk, lambda fact: localtime(fact.at).date())


def one_name(period: Period) -> Iterator[Finding]:
    """A name that MANY_PEOPLE_FOR_A_NAME people or more searched for; the log has its mark only."""
    facts = facts_of(events_of_kinds({A.NAMES_MATCHED}, period))
    marked = [fact for fact in facts if fact.details.get("fingerprint") and fact.actor]
    for group in _grouped(marked, lambda fact: fact.details["fingerprint"]):
        if len({fact.actor for fact in group}) >= settings.MANY_PEOPLE_FOR_A_NAME:
            yield _finding(K.SAME_NAME, group, group[0].details["fingerprint"])


# A new question to the log is a line here.
QUESTIONS: dict[K, Callable[[Period], Iterator[Finding]]] = {
    K.NO_RELATION: without_relation,
    K.EMERGENCY: emergencies,
    K.SAME_NAME: one_name,
    K.MANY_CASES: many_cases,
    K.MANY_LISTS: many_lists,
    K.OFF_DUTY: off_duty,
}


def findings(period: Period, *, kind: str = "") -> list[Finding]:
    """Return what was unusual in the period, by kind, then newest first. Reading is recorded."""
    asked = [question for name, question in QUESTIONS.items() if kind in ("", name.value)]
    return [
        found
        for question in asked
        for found in sorted(question(period), key=lambda f: f.last, reverse=True)
    ]


def settled_of(found: Iterable[Finding]) -> dict[str, SettledFinding]:
    """Return, by mark, what an auditor has settled and nothing newer has opened again."""
    by_mark = {finding.mark: finding for finding in found}
    rows = SettledFinding.objects.filter(mark__in=by_mark).select_related("settled_by")
    return {row.mark: row for row in rows if row.last_event >= by_mark[row.mark].last_event}
