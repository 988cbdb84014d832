"""Says in the reader's language what is missing before a flowchart can be lived by."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities.enums import Participation
from protocols.adoption.selectors import Gap, GapKind, LaneOfVersion
from protocols.telling import in_words

GAPS: Mapping[GapKind, Promise] = {
    GapKind.NOBODY: gettext_lazy("No entity that takes part at present is of these kinds."),
    GapKind.NOT_ADOPTED: gettext_lazy("No entity has adopted it yet."),
    GapKind.ENTITY_CLOSED: gettext_lazy("%(entity)s no longer takes part."),
    GapKind.KIND_LEFT: gettext_lazy("%(entity)s is no longer of these kinds."),
    GapKind.SERVICE_CLOSED: gettext_lazy("%(entity)s no longer offers the service it named."),
}


def tell_gap(gap: Gap) -> str:
    """Return a gap as a sentence; the lane is told beside it."""
    entity = gap.adoption.entity.name if gap.adoption else ""
    return str(GAPS[gap.kind]) % {"entity": entity}


def tell_gap_of_lane(gap: Gap) -> str:
    """Return a gap as a sentence that begins with its lane."""
    return _("%(lane)s: %(gap)s") % {
        "lane": in_words(gap.lane.labels) or gap.lane.id,
        "gap": tell_gap(gap),
    }


def tell_outside(lane: LaneOfVersion) -> str:
    """Return what is done with entities of a lane that do not sign in; "" where there are none."""
    links = [e.name for e in lane.entities if e.participation == Participation.LINK]
    noted = [e.name for e in lane.entities if e.participation == Participation.RECORDED]
    told = []
    if links:
        told.append(_("By a one-time link: %(names)s.") % {"names": ", ".join(links)})
    if noted:
        told.append(
            _("What they do is recorded by whoever has the case: %(names)s.")
            % {"names": ", ".join(noted)}
        )
    return " ".join(told)
