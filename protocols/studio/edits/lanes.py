"""Changes of lanes. Pure."""

from dataclasses import replace

from protocols.definition import Definition
from protocols.elements import Lane
from protocols.studio.edits.ground import Unfit, UnfitCode


def add_lane(definition: Definition, lane: Lane) -> Definition:
    """Add a lane below the others."""
    return replace(definition, lanes=(*definition.lanes, lane))


def put_lane(definition: Definition, lane: Lane) -> Definition:
    """Put a lane in the place of the one with its id."""
    _place(definition, lane.id)
    return replace(
        definition, lanes=tuple(lane if lane.id == old.id else old for old in definition.lanes)
    )


def move_lane(definition: Definition, lane_id: str, *, down: bool) -> Definition:
    """Let a lane change places with the one below or above it; at the edge nothing happens."""
    place = _place(definition, lane_id)
    other = place + (1 if down else -1)
    lanes = list(definition.lanes)
    if 0 <= other < len(lanes):
        lanes[place], lanes[other] = lanes[other], lanes[place]
    return replace(definition, lanes=tuple(lanes))


def remove_lane(definition: Definition, lane_id: str) -> Definition:
    """Take away an empty lane; the last one stays."""
    _place(definition, lane_id)
    if any(node.lane == lane_id for node in definition.nodes.values()):
        raise Unfit(UnfitCode.LANE_IN_USE)
    if len(definition.lanes) == 1:
        raise Unfit(UnfitCode.LAST_LANE)
    return replace(definition, lanes=tuple(x for x in definition.lanes if x.id != lane_id))


def _place(definition: Definition, lane_id: str) -> int:
    for number, lane in enumerate(definition.lanes):
        if lane.id == lane_id:
            return number
    raise Unfit(UnfitCode.UNKNOWN)
