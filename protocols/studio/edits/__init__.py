"""What can be done to a flowchart, one small change at a time: pure functions on a definition.

Each gives a definition that can be written, read again and laid out; whether it is sound the
checker says. What cannot be done to it is `Unfit`, with a code for the page to word.
"""

from protocols.studio.edits.arrows import (
    add_branch,
    redirect,
    remove_flow,
    set_condition,
    set_default,
    set_flow_labels,
)
from protocols.studio.edits.ground import Unfit, UnfitCode, fresh_id
from protocols.studio.edits.lanes import add_lane, move_lane, put_lane, remove_lane
from protocols.studio.edits.places import (
    add_side_timer,
    add_timer,
    insert,
    insert_split,
    move,
    remove,
)
from protocols.studio.edits.values import (
    put_field,
    put_node,
    put_source,
    remove_field,
    set_about,
    set_decline,
    set_kind,
)

__all__ = [
    "Unfit",
    "UnfitCode",
    "add_branch",
    "add_lane",
    "add_side_timer",
    "add_timer",
    "fresh_id",
    "insert",
    "insert_split",
    "move",
    "move_lane",
    "put_field",
    "put_lane",
    "put_node",
    "put_source",
    "redirect",
    "remove",
    "remove_field",
    "remove_flow",
    "remove_lane",
    "set_about",
    "set_condition",
    "set_decline",
    "set_default",
    "set_flow_labels",
    "set_kind",
]
