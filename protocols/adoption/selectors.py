"""Reads who adopted a version, and where something is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from core.exceptions import NotVisible
from entities.enums import Participation
from entities.models import Entity, EntityKind, Service, User
from protocols.adoption.fitting import entities_of, fits, lanes_of, lanes_to_adopt
from protocols.adoption.permissions import NOT_ADOPTED, can_read_adoptions
from protocols.definition import Definition
from protocols.elements import Lane
from protocols.models import Adoption, ProtocolVersion
from protocols.selectors import definition_of, version_for


class GapKind(StrEnum):
    """What is missing in a lane."""

    NOBODY = "nobody"  # no active entity is of its kinds
    NOT_ADOPTED = "not_adopted"  # there are some, and none has adopted it
    ENTITY_CLOSED = "entity_closed"  # one adopted it, and is no longer active
    KIND_LEFT = "kind_left"  # one adopted it, and is no longer of its kinds
    SERVICE_CLOSED = "service_closed"  # the service that was named is no longer active


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing in a lane; `adoption` is the one that no longer holds, if it is that."""

    kind: GapKind
    lane: Lane
    adoption: Adoption | None = None


@dataclass(frozen=True, slots=True)
class LaneOfVersion:
    """A lane with the active entities that stand in it and who adopted it."""

    lane: Lane
    entities: tuple[Entity, ...]
    adoptions: tuple[Adoption, ...]
    gaps: tuple[Gap, ...]

    @property
    def signs_in(self) -> bool:
        """Say whether any of its entities signs in: of the others nothing can be asked here."""
        return any(one.participation == Participation.SIGNS_IN for one in self.entities)


def version_with_adoptions(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a version by its address for somebody who may read its adoptions, else NotVisible."""
    version = version_for(user, slug, number)
    if not can_read_adoptions(user) or version.status in NOT_ADOPTED:
        raise NotVisible
    return version


def lane_for(version: ProtocolVersion, entity: Entity, lane_id: str) -> Lane:
    """Return a lane of the version that this entity stands in, else NotVisible."""
    found = next(
        (lane for lane in lanes_of(definition_of(version), entity) if lane.id == lane_id), None
    )
    if found is None:
        raise NotVisible
    return found


def adoptions_of(version: ProtocolVersion) -> list[Adoption]:
    """Return who has adopted a version at present, by name; entity and service are selected."""
    return list(_with_names(version).filter(ended_at=None))


def ended_adoptions_of(version: ProtocolVersion) -> list[Adoption]:
    """Return what was changed or taken back, the last first."""
    return list(_with_names(version).filter(ended_at__isnull=False).order_by("-ended_at"))


def _with_names(version: ProtocolVersion) -> QuerySet[Adoption]:
    return (
        Adoption.objects.filter(version=version)
        .select_related("entity", "service", "adopted_by", "ended_by")
        .prefetch_related(_kinds("entity__kind_rows"))
        .order_by("entity__name", "lane")
    )


def _kinds(path: str) -> "Prefetch[str, QuerySet[EntityKind], str]":
    return Prefetch(path, EntityKind.objects.all())


def adoption_of(version: ProtocolVersion, entity: Entity, lane: Lane) -> Adoption | None:
    """Return what this entity has named for a lane of the version, if anything."""
    return _with_names(version).filter(entity=entity, lane=lane.id, ended_at=None).first()


def earlier_adoption(version: ProtocolVersion, entity: Entity, lane: Lane) -> Adoption | None:
    """Return what the entity last named for this lane in another version, to be taken over."""
    return (
        Adoption.objects.filter(
            version__protocol=version.protocol_id, entity=entity, lane=lane.id, ended_at=None
        )
        .exclude(version=version)
        .select_related("version", "service")
        .defer("version__xml")
        .order_by("-version__number")
        .first()
    )


def services_of(entity: Entity) -> QuerySet[Service]:
    """Return the services an entity may name: its active ones."""
    return Service.objects.filter(entity=entity, is_active=True).order_by("name")


def lanes_with_adoptions(version: ProtocolVersion) -> list[LaneOfVersion]:
    """Return the lanes that entities adopt, each with who did and what is missing. Four queries."""
    definition = definition_of(version)
    by_lane: dict[str, list[Adoption]] = defaultdict(list)
    for adoption in adoptions_of(version):
        by_lane[adoption.lane].append(adoption)
    entities = list(active_entities())
    return [
        _lane(definition, lane, entities, by_lane[lane.id]) for lane in lanes_to_adopt(definition)
    ]


def gaps_of(version: ProtocolVersion) -> list[Gap]:
    """Return what is missing before a version can be lived by, lane by lane. Four queries."""
    return [gap for lane in lanes_with_adoptions(version) for gap in lane.gaps]


def active_entities() -> QuerySet[Entity]:
    """Return the entities that take part at present, with their kinds."""
    return Entity.objects.filter(is_active=True).prefetch_related("kind_rows").order_by("name")


def entities_to_ask(definition: Definition) -> list[Entity]:
    """Return the entities that sign in and stand in a lane of the flowchart."""
    return [
        entity
        for entity in active_entities().filter(participation=Participation.SIGNS_IN)
        if lanes_of(definition, entity)
    ]


def _lane(
    definition: Definition, lane: Lane, entities: Iterable[Entity], adoptions: list[Adoption]
) -> LaneOfVersion:
    here = entities_of(lane, entities, country=definition.country)
    found = [_gap_of(definition, lane, adoption) for adoption in adoptions]
    gaps = [gap for gap in found if gap is not None]
    if not here:
        gaps.append(Gap(GapKind.NOBODY, lane))
    elif not adoptions and any(one.participation == Participation.SIGNS_IN for one in here):
        gaps.append(Gap(GapKind.NOT_ADOPTED, lane))
    return LaneOfVersion(lane, tuple(here), tuple(adoptions), tuple(gaps))


def _gap_of(definition: Definition, lane: Lane, adoption: Adoption) -> Gap | None:
    if not adoption.entity.is_active:
        return Gap(GapKind.ENTITY_CLOSED, lane, adoption)
    if not fits(lane, adoption.entity, country=definition.country):
        return Gap(GapKind.KIND_LEFT, lane, adoption)
    if not adoption.service.is_active:
        return Gap(GapKind.SERVICE_CLOSED, lane, adoption)
    return None
