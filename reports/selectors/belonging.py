"""Who belonged to an entity and could work its cases, when: told by roles and by the log."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from audit.enums import AuditAction
from audit.tracing import Fact, Period, events_of_kinds, facts_of
from core.abilities import Ability
from entities.models import RoleMembership, User
from entities.roles import roles_with
from reports.selectors.spans import Span, joined, shared

_MOVES = frozenset({AuditAction.USER_CHANGED})
_CLOSING = frozenset({AuditAction.USER_DEACTIVATED, AuditAction.USER_SUSPENDED})
_OPENING = frozenset({AuditAction.USER_REACTIVATED, AuditAction.SUSPENSION_ENDED})
# Before anything that is stored: roles say since when somebody could.
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def could_work_cases(entities: Collection[UUID]) -> dict[UUID, dict[UUID, list[Span]]]:
    """Return when each person could work the cases of these entities: by entity, then person.

    Somebody who has moved counts for each entity in the time she was there; a closed account
    counts for nobody.
    """
    changes = facts_of(events_of_kinds(_MOVES | _CLOSING | _OPENING, Period()))
    by_person: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in changes:
        if fact.target:
            by_person[fact.target].append(fact)
    told: dict[UUID, dict[UUID, list[Span]]] = {entity: {} for entity in entities}
    for person, roles in _roles(_candidates(entities, by_person)).items():
        works = shared(roles, _active(person, by_person[person.pk]))
        for entity, spans in _places(person, by_person[person.pk]).items():
            if entity in told and (spans := joined(shared(works, spans))):
                told[entity][person.pk] = spans
    return told


def _candidates(entities: Collection[UUID], by_person: Mapping[UUID, Iterable[Fact]]) -> list[User]:
    names = {str(entity) for entity in entities}
    moved = [
        person
        for person, facts in by_person.items()
        if any({fact.details.get("from"), fact.details.get("to")} & names for fact in facts)
    ]
    people = User.objects.filter(entity__in=entities) | User.objects.filter(pk__in=moved)
    return list(people.distinct())


def _roles(people: list[User]) -> dict[User, list[Span]]:
    by_key = {person.pk: person for person in people}
    held: dict[User, list[Span]] = defaultdict(list)
    rows = RoleMembership.objects.filter(
        user__in=by_key, role__in=roles_with(Ability.WORK_CASES)
    ).values_list("user_id", "granted_at", "ended_at")
    for user, since, until in rows:
        held[by_key[user]].append(Span(since, until))
    return held


def _active(person: User, facts: Iterable[Fact]) -> list[Span]:
    spans: list[Span] = []
    since: datetime | None = _EVER
    for fact in facts:
        if fact.kind in {kind.value for kind in _CLOSING} and since is not None:
            spans.append(Span(since, fact.at))
            since = None
        elif fact.kind in {kind.value for kind in _OPENING} and since is None:
            since = fact.at
    if since is not None:
        spans.append(Span(since, None if person.is_active else person.deactivated_at))
    return spans


def _places(person: User, facts: Iterable[Fact]) -> dict[UUID, list[Span]]:
    moves = [fact for fact in facts if "from" in fact.details and "to" in fact.details]
    first = UUID(moves[0].details["from"]) if moves else person.entity_id
    stays = [(first, _EVER), *((UUID(m.details["to"]), m.at) for m in moves)]
    ends = [since for _entity, since in stays[1:]]
    told: dict[UUID, list[Span]] = defaultdict(list)
    for (entity, since), until in zip(stays, [*ends, None], strict=True):
        told[entity].append(Span(since, until))
    return told
