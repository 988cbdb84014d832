"""Which entities a lane is meant for."""

from collections.abc import Iterable

from entities.models import Entity
from protocols.definition import Definition
from protocols.elements import Assign, Lane

PERSON = "person"


def can_be_adopted(lane: Lane) -> bool:
    """Say whether entities adopt this lane: not hers, nor one that is whoever has the case."""
    if lane.assign is Assign.FIXED:
        return True
    return any(kind != PERSON for kind in lane.entity_kinds)


def lanes_to_adopt(definition: Definition) -> list[Lane]:
    """Return the lanes that entities adopt, in their order."""
    return [lane for lane in definition.lanes if can_be_adopted(lane)]


def fits(lane: Lane, entity: Entity, *, country: str) -> bool:
    """Say whether this entity stands in the lane; `country` is the flowchart's, "" for any."""
    if country and entity.country != country:
        return False
    if lane.assign is Assign.FIXED:
        return lane.entity == entity.code
    return bool(entity.kinds & (set(lane.entity_kinds) - {PERSON}))


def lanes_of(definition: Definition, entity: Entity) -> list[Lane]:
    """Return the lanes of a flowchart that this entity stands in."""
    return [
        lane
        for lane in lanes_to_adopt(definition)
        if fits(lane, entity, country=definition.country)
    ]


def entities_of(lane: Lane, entities: Iterable[Entity], *, country: str) -> list[Entity]:
    """Return those of the entities that stand in the lane."""
    return [entity for entity in entities if fits(lane, entity, country=country)]
