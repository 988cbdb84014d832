"""What she must avoid, and what follows for where she may be referred."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from cases.models import Avoidance, Case
from core.exceptions import NotVisible
from core.handles import read_handle
from entities.models import User


@dataclass(frozen=True)
class Avoided:
    """Entities never to be referred to; territories and workplaces to be warned about."""

    entities: frozenset[UUID]
    zones: frozenset[str]
    workplaces: frozenset[UUID]


def avoidances_of(case: Case) -> QuerySet[Avoidance]:
    """Return what she must avoid now."""
    rows = Avoidance.objects.filter(case=case, ended_at=None)
    return rows.select_related("case", "avoided_entity", "recorded_by").order_by("recorded_at")


def avoided_by(case: Case) -> Avoided:
    """Return the same as the directory applies it. One query; nothing is unsealed."""
    rows = list(
        Avoidance.objects.filter(case=case, ended_at=None).values_list(
            "kind", "avoided_entity", "territory"
        )
    )
    return Avoided(
        entities=frozenset(entity for kind, entity, _zone in rows if kind == "entity"),
        zones=frozenset(zone for kind, _entity, zone in rows if kind == "zone"),
        workplaces=frozenset(entity for kind, entity, _zone in rows if kind == "worker"),
    )


def avoidances_shown_to(user: User, case: Case) -> QuerySet[Avoidance]:
    """Return what she may read and end: the owner all, others what their own people wrote.

    Whoever is avoided may hold an access to the case, and must neither learn it nor undo it.
    """
    rows = avoidances_of(case)
    if case.owner_entity_id == user.entity_id:
        return rows
    return rows.filter(recorded_by__entity=user.entity_id)


def avoidance_for(user: User, case: Case, handle: str) -> Avoidance:
    """Return one of these by its handle; else NotVisible."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    row = avoidances_shown_to(user, case).filter(pk=wanted).first()
    if row is None:
        raise NotVisible
    return row
