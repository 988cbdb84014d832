"""Services that a referral may go to."""

from django.db.models import QuerySet

from entities.enums import Participation
from entities.models import Service, User
from protocols.definition import Assign, Lane


def services_for(user: User, *, need: str = "", lane: Lane | None = None) -> QuerySet[Service]:
    """Return active services of other entities that sign in: for a need, for a lane's kinds.

    Where no service of the lane's entities meets the need, all of theirs are returned: the
    sender knows more than the file.
    """
    found = (
        Service.objects.filter(
            is_active=True,
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
