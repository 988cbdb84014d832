"""Services that a referral may go to: what fits her first, and never what she must avoid."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from cases.disclosure import PART_OF
from cases.models import Case
from cases.selectors import open_parts
from cases.selectors.avoidances import avoided_by
from entities.enums import Participation
from entities.fit import Reason, Wanted, reasons_for
from entities.models import Service, User
from entities.selectors.agreements import agreed_receivers
from entities.selectors.fitting import by_fit
from protocols.definition import Assign, Lane

# With one of these she would be turned away where a permit is asked for.
WITHOUT_PERMIT = frozenset({"irregular", "asylum_applicant", "stateless"})
# So many are shown; the directory finds the rest.
MOST = 60


@dataclass(frozen=True)
class Suggestions:
    """What may be chosen, sorted; `wanted` is why, `left_out` how many she must avoid.

    `agreed` are the entities that an agreement lets the sender refer this need to.
    """

    services: QuerySet[Service]
    wanted: Wanted
    agreed: frozenset[UUID]
    left_out: int

    def in_order(self) -> list[tuple[Service, list[Reason], bool]]:
        """Return the first ones, each with its reasons and whether an agreement covers it."""
        return [
            (service, reasons_for(service, self.wanted), service.entity_id in self.agreed)
            for service in self.services[:MOST]
        ]


def suggest(case: Case, user: User, *, need: str = "", lane: Lane | None = None) -> Suggestions:
    """Return the services this person may refer the case to, for a need or a lane's kinds."""
    avoided = avoided_by(case)
    found = services_for(user, need=need, lane=lane)
    open_to_her = found.exclude(entity__in=avoided.entities)
    wanted = wanted_for(
        case,
        open_parts(case, user.entity),
        zones=tuple(sorted(avoided.zones)),
        workplaces=tuple(sorted(avoided.workplaces)),
    )
    left_out = found.filter(entity__in=avoided.entities).count() if avoided.entities else 0
    return Suggestions(
        services=by_fit(open_to_her, wanted),
        wanted=wanted,
        agreed=agreed_receivers(user.entity_id, need),
        left_out=left_out,
    )


def wanted_for(
    case: Case,
    parts: frozenset[str],
    *,
    zones: tuple[str, ...] = (),
    workplaces: tuple[UUID, ...] = (),
) -> Wanted:
    """Return what a case asks of a service, of what is open to the reader."""

    def told(name: str) -> bool:
        return PART_OF[name].value in parts

    return Wanted(
        languages=tuple(case.languages) if told("languages") else (),
        age_band=_known(case.age_band) if told("age_band") else "",
        gender=_known(case.gender) if told("gender") else "",
        territory=case.territory if told("territory") else "",
        children=bool(case.children_count) and told("children_count"),
        without_permit=case.migration_status in WITHOUT_PERMIT and told("migration_status"),
        zones_avoided=zones,
        workplaces_avoided=workplaces,
    )


def _known(code: str) -> str:
    return "" if code == "unknown" else code


def services_for(user: User, *, need: str = "", lane: Lane | None = None) -> QuerySet[Service]:
    """Return services of other entities that sign in and take people: for a need, for a lane's kinds.

    Where no service of the lane's entities meets the need, all of theirs are returned: the
    sender knows more than the file.
    """
    found = (
        Service.objects.filter(
            is_active=True,
            is_paused=False,
            entity__is_active=True,
            entity__participation=Participation.SIGNS_IN,
        )
        .exclude(entity=user.entity_id)
        .select_related("entity")
        .order_by("entity__name", "name")
    )
    if lane is not None:
        found = found.filter(pk__in=found.filter(**_of_lane(lane)).order_by().values("pk"))
    meeting = found.filter(service_type=need) if need else found
    return meeting if lane is None or meeting.exists() else found


def _of_lane(lane: Lane) -> dict[str, object]:
    if lane.assign is Assign.FIXED:
        return {"entity__code": lane.entity}
    return {"entity__kind_rows__kind__in": lane.entity_kinds}
