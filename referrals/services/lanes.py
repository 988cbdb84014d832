"""From the lane of a flowchart to an entity (design 7): kinds in the file, organisations here."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from entities.enums import Participation
from entities.models import Entity, EntityKind
from protocols.definition import Assign, Lane
from referrals.enums import LaneHow, StepStatus
from referrals.models import Referral, Run, Step
from referrals.workflow import step_status_for

PERSON = "person"
_STAYS = frozenset({LaneHow.OWNER, LaneHow.PERSON, LaneHow.RECORDED})


@dataclass(frozen=True)
class Place:
    """Who does a step and where it stands when it opens. No entity: somebody has to be found."""

    entity_id: UUID | None
    how: LaneHow
    status: StepStatus
    for_coordinator: bool = False


def place(
    run: Run, lane: Lane | None, *, steps: Iterable[Step], referrals: Iterable[Referral]
) -> Place:
    """Return where a step of this lane opens; a lane placed before stays where it is.

    `steps` are all of the run, `referrals` its living ones. At most one query, and none for a lane
    that was placed before or is the owner's by the file.
    """
    if lane is None:
        return _with_owner(run, LaneHow.OWNER)
    referral = next((one for one in referrals if one.lane == lane.id), None)
    if referral is not None:
        return _with_referral(referral)
    before = next((step for step in steps if step.lane == lane.id and step.how in _STAYS), None)
    if before is not None:
        return _with_owner(run, LaneHow(before.how))
    return _find(run, lane)


def fits(lane: Lane, entity: Entity) -> bool:
    """Say whether the flowchart foresees this entity in the lane."""
    if lane.assign is Assign.FIXED:
        return entity.code == lane.entity
    return bool(entity.kinds & set(lane.entity_kinds))


def _find(run: Run, lane: Lane) -> Place:
    if PERSON in lane.entity_kinds:
        return _with_owner(run, LaneHow.PERSON)
    if lane.assign is Assign.CASE:
        return _with_owner(run, LaneHow.OWNER)
    found = _entities_for(lane, run.owner)
    if run.owner in found and lane.assign is not Assign.TERRITORY:
        return _with_owner(run, LaneHow.OWNER)
    others = found - {run.owner}
    if not others:
        return _nobody_else(run, found)
    if all(entity.participation == Participation.RECORDED for entity in others):
        return _with_owner(run, LaneHow.RECORDED)
    named = {Assign.FIXED: LaneHow.FIXED, Assign.TERRITORY: LaneHow.TERRITORY}
    how = named.get(lane.assign, LaneHow.CHOOSE) if len(others) == 1 else LaneHow.CHOOSE
    return Place(None, how, StepStatus.TO_REFER)


def _entities_for(lane: Lane, owner: Entity) -> set[Entity]:
    """Return the active entities a lane may go to, the owner among them if it fits."""
    if lane.assign is Assign.FIXED:
        return set(Entity.objects.filter(is_active=True, code=lane.entity))
    rows = EntityKind.objects.filter(
        kind__in=lane.entity_kinds, entity__is_active=True
    ).select_related("entity")
    if lane.assign is Assign.TERRITORY:
        rows = rows.filter(entity__territory__in=["", owner.territory])
    return {row.entity for row in rows}


def _nobody_else(run: Run, found: set[Entity]) -> Place:
    if run.owner in found:
        return _with_owner(run, LaneHow.OWNER)
    return Place(None, LaneHow.COORDINATOR, StepStatus.TO_REFER, for_coordinator=True)


def _with_owner(run: Run, how: LaneHow) -> Place:
    return Place(run.owner_id, how, StepStatus.OPEN)


def _with_referral(referral: Referral) -> Place:
    status = step_status_for(referral.status)
    entity = None if status == StepStatus.TO_REFER else referral.receiving_entity_id
    return Place(entity, LaneHow.REFERRED, status)
