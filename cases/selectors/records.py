"""What stands on a case, narrowed to what the reader's entity may see of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from cases.disclosure import assessments_seen, entries_seen, open_parts
from cases.enums import CaseStatus
from cases.models import Assessment, Case, CaseGrant, Child, Consent, Intervention, StatusEntry
from cases.selectors.cases import read_stored
from cases.selectors.consents import consents_of
from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import Entity, User

Row = TypeVar("Row", Intervention, StatusEntry, Child, Consent, Assessment)

_WRITERS = ("recorded_by__entity", "finished_by__entity")


def interventions_of(
    case: Case, entity: Entity, parts: frozenset[str], *, limit: int | None = None
) -> list[Intervention]:
    """Return the newest `limit` of the interventions people of `entity` may see, newest first."""
    return _known(_seen(Intervention, case, entity, parts)[:limit], case)


def statuses_of(case: Case, entity: Entity, parts: frozenset[str]) -> list[StatusEntry]:
    """Return the dated statuses people of `entity` may see, newest first."""
    return _known(_seen(StatusEntry, case, entity, parts), case)


def _seen(model: type[Row], case: Case, entity: Entity, parts: frozenset[str]) -> QuerySet[Row]:
    rows = model._default_manager.filter(entries_seen(case, entity, parts))
    return rows.select_related("entity", "recorded_by")


def _known(rows: Iterable[Row], case: Case) -> list[Row]:
    found = list(rows)
    for row in found:
        row.case = case
    return found


def children_of(case: Case, entity: Entity, parts: frozenset[str]) -> list[Child]:
    """Return the children recorded on the case: the owner's, one's own, or with the summary."""
    return _known(_seen(Child, case, entity, parts), case)


def assessments_of(case: Case, entity: Entity, parts: frozenset[str]) -> list[Assessment]:
    """Return the filled forms that people of `entity` know of, the newest first; drafts their own."""
    rows = Assessment.objects.filter(assessments_seen(case, entity, parts))
    return _known(rows.select_related("entity", *_WRITERS), case)


def grants_of(case: Case, entity: Entity) -> list[CaseGrant]:
    """Return who sees the case, ended grants at the end: all of them to the owner, else one's own."""
    rows = CaseGrant.objects.filter(case=case).select_related(
        "entity", "granted_by__entity", "closed_by"
    )
    if case.owner_entity_id != entity.pk:
        rows = rows.filter(entity=entity)
    return sorted(rows, key=lambda grant: (not grant.is_open, grant.granted_at))


def access_began(case: Case, entity: Entity) -> datetime | None:
    """Return when the case first opened to `entity`; None for the owner, who has always had it."""
    if case.owner_entity_id == entity.pk:
        return None
    grants = CaseGrant.objects.filter(case=case, entity=entity).order_by("granted_at")
    return grants.values_list("granted_at", flat=True).first()


@dataclass(frozen=True)
class Kept:
    """What people of an entity wrote on a case."""

    interventions: list[Intervention]
    statuses: list[StatusEntry]
    children: list[Child]
    consents: list[Consent]
    assessments: list[Assessment]


def kept_for(user: User, typed_code: str) -> tuple[Case, Kept]:
    """Return a case and what people of her entity wrote there, whether or not it is still open.

    What the receiver wrote stays with it; of the sender's part nothing comes along. Raises
    NotVisible when her entity has no such code, wrote nothing, or the case was erased.
    """
    code = read_stored(typed_code)
    known = Case.objects.filter(codes__code=code, codes__entity_id=user.entity_id)
    known = known.exclude(status=CaseStatus.BLOCKED)
    case = known.exclude(erasures__completed_at__isnull=False).first()
    if case is None or not user.may(Ability.WORK_CASES):
        raise NotVisible
    if not keeps(case, user.entity):
        raise NotVisible
    return case, Kept(
        interventions=_own(Intervention, case, user.entity),
        statuses=_own(StatusEntry, case, user.entity),
        children=_own(Child, case, user.entity),
        consents=_own(Consent, case, user.entity),
        assessments=_known(_own_assessments(case, user.entity), case),
    )


def keeps(case: Case, entity: Entity) -> bool:
    """Say whether people of `entity` wrote anything there: what `cases:kept` then shows."""
    kinds: tuple[Any, ...] = (Intervention, StatusEntry, Child, Consent, Assessment)
    return any(kind.objects.filter(case=case, entity=entity).exists() for kind in kinds)


def _own_assessments(case: Case, entity: Entity) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(case=case, entity=entity)
    return rows.select_related("entity", *_WRITERS)


def _own(model: type[Row], case: Case, entity: Entity) -> list[Row]:
    rows = model._default_manager.filter(case=case, entity=entity)
    return _known(rows.select_related("recorded_by", "entity"), case)


def entry_for(user: User, case: Case, kind: str, handle: str) -> Any:
    """Return an entry of the case by its handle: `kind` is a key of ENTRY_KINDS.

    Raises NotVisible for anything that is not there for her.
    """
    if kind not in _SEEN:
        raise NotVisible
    wanted = read_handle(handle, entity_id=user.entity_id)
    found = next((row for row in _SEEN[kind](case, user.entity) if row.pk == wanted), None)
    if found is None:
        raise NotVisible
    return found


def _interventions(case: Case, entity: Entity) -> list[Intervention]:
    return interventions_of(case, entity, open_parts(case, entity))


def _statuses(case: Case, entity: Entity) -> list[StatusEntry]:
    return statuses_of(case, entity, open_parts(case, entity))


def _children(case: Case, entity: Entity) -> list[Child]:
    return children_of(case, entity, open_parts(case, entity))


def _consents(case: Case, entity: Entity) -> list[Consent]:
    return consents_of(case, entity)


def _assessments(case: Case, entity: Entity) -> list[Assessment]:
    return assessments_of(case, entity, open_parts(case, entity))


_SEEN: dict[str, Any] = {
    "intervention": _interventions,
    "status": _statuses,
    "child": _children,
    "consent": _consents,
    "assessment": _assessments,
}
ENTRY_KINDS = tuple(_SEEN)
