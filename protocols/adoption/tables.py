"""Turns adoptions into what their pages show, in the reader's language."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from core import vocabularies
from entities.models import User
from protocols.adoption import selectors
from protocols.adoption.fitting import PERSON, fits
from protocols.adoption.permissions import can_adopt
from protocols.adoption.selectors import LaneOfVersion
from protocols.adoption.words import tell_gap, tell_gap_of_lane, tell_outside
from protocols.definition import Definition
from protocols.elements import Lane
from protocols.models import Adoption, ProtocolVersion
from protocols.selectors import definition_of
from protocols.telling import in_words

Row = dict[str, Any]


def adoption_page(version: ProtocolVersion, user: User) -> Row:
    """Return the context of the page that says who adopted a version and what is missing."""
    definition = definition_of(version)
    lanes = selectors.lanes_with_adoptions(version)
    may = can_adopt(user, version)
    return {
        "title": in_words(definition.labels),
        "version": version,
        "may_adopt": may,
        "gaps": [tell_gap_of_lane(gap) for lane in lanes for gap in lane.gaps],
        "lanes": [_lane_row(version, definition, lane, user if may else None) for lane in lanes],
        "hers": [
            in_words(lane.labels)
            for lane in definition.lanes
            if lane.id not in {row.lane.id for row in lanes}
        ],
        "head": [
            _("Part"),
            _("Entity"),
            _("Service"),
            _("On duty"),
            _("From"),
            _("Until"),
        ],
        "ended": [_ended_row(definition, row) for row in selectors.ended_adoptions_of(version)],
    }


def _lane_row(
    version: ProtocolVersion, definition: Definition, lane: LaneOfVersion, reader: User | None
) -> Row:
    at = [version.protocol.slug, version.number, lane.lane.id]
    is_hers = reader is not None and fits(lane.lane, reader.entity, country=definition.country)
    return {
        "name": in_words(lane.lane.labels) or lane.lane.id,
        "kinds": kinds_of(lane.lane),
        "steps": [
            in_words(step.labels) for step in definition.steps.values() if step.lane == lane.lane.id
        ],
        "adoptions": [_adoption_row(one) for one in lane.adoptions],
        "outside": tell_outside(lane),
        "gaps": [tell_gap(gap) for gap in lane.gaps],
        "adopt_url": reverse("protocols:adopt", args=at) if is_hers else "",
        "is_adopted": reader is not None
        and reader.entity_id in {one.entity_id for one in lane.adoptions},
        "leave_url": reverse("protocols:leave_adoption", args=at) if is_hers else "",
    }


def kinds_of(lane: Lane) -> str:
    """Return the kinds of entity a lane is meant for, in words."""
    kinds = [code for code in lane.entity_kinds if code != PERSON]
    return ", ".join(vocabularies.label("entity_kind", code) for code in kinds)


def _adoption_row(adoption: Adoption) -> Row:
    return {
        "entity": adoption.entity.name,
        "service": adoption.service.name,
        "contact": " · ".join(filter(None, [adoption.telephone, adoption.email])),
        "since": _when(adoption.adopted_at, adoption.adopted_by.name),
    }


def _ended_row(definition: Definition, adoption: Adoption) -> list[str]:
    lanes = {lane.id: in_words(lane.labels) for lane in definition.lanes}
    row = _adoption_row(adoption)
    ended_by = adoption.ended_by.name if adoption.ended_by else ""
    until = _when(adoption.ended_at, ended_by)
    return [
        lanes.get(adoption.lane, adoption.lane),
        row["entity"],
        row["service"],
        row["contact"],
        row["since"],
        until,
    ]


def _when(moment: Any, name: str) -> str:
    return _("%(day)s, by %(name)s") % {"day": date_format(localtime(moment)), "name": name}
