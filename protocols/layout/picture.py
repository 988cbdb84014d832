"""The result of a layout, and the measures it keeps to (pixels)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.definition import Definition
from protocols.elements import BoundaryTimer, CallActivity, CatchTimer, Node, SendTask, UserTask
from protocols.lettering import block

Point = tuple[float, float]

HEADER = 30  # of the pool, and again of each lane
LANE_TITLE = 26
TASK_WIDTH = 176
TASK_PADDING = 10
TASK_FONT, TASK_LINE = 12.5, 16
LABEL_FONT, LABEL_LINE = 11.5, 14
LABEL_WIDTH = 124
FLOW_LABEL_WIDTH = 96
BOUNDARY_LABEL_WIDTH = 56
UNLABELLED_LINES = 3  # for a timer without a label, which says how long it waits
META_LINE = 18
BADGE = 24
GATEWAY = 46
EVENT = 36
BOUNDARY = 28
TRACK = 12
SLOT = 14
GAP = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Boxes of shapes, lanes and outside labels, and the corners of every arrow."""

    width: float
    height: float
    pool: Box
    lanes: Mapping[str, Box]
    shapes: Mapping[str, Box]
    labels: Mapping[str, Box] = field(default_factory=dict)
    edges: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Size:
    """What a node takes: its shape, the label under it, and all of it around its middle line."""

    width: float
    height: float
    label_width: float = 0
    label_height: float = 0
    hanging: float = 0

    @property
    def above(self) -> float:
        """The room above its middle line."""
        return self.height / 2 + BADGE

    @property
    def below(self) -> float:
        """The room below its middle line."""
        return self.height / 2 + self.hanging + (self.label_height + 8 if self.label_height else 8)

    @property
    def column(self) -> float:
        """The room across."""
        return max(self.width, self.label_width)


def is_task(node: Node) -> bool:
    """Return whether it is drawn as a box with its label inside."""
    return isinstance(node, UserTask | SendTask | CallActivity)


def has_meta(node: Node) -> bool:
    """Return whether its box has a line for deadline and consent."""
    if isinstance(node, UserTask):
        return bool(node.due or node.consent or node.mandatory_notice)
    return isinstance(node, CallActivity)


def measure(definition: Definition, node: Node) -> Size:
    """Return what a node takes, in the language that needs most."""
    if is_task(node):
        lines = block(node.labels, TASK_FONT, TASK_WIDTH - 2 * TASK_PADDING)[1]
        meta = META_LINE if has_meta(node) else 0
        height: float = max(60, lines * TASK_LINE + meta + 2 * TASK_PADDING)
        hanging = [
            measure(definition, timer).label_height + 8
            for timer in definition.boundaries.get(node.id, ())
        ]
        if hanging:
            height += BOUNDARY / 2
        return Size(TASK_WIDTH, height, hanging=max(hanging, default=0))
    if isinstance(node, BoundaryTimer):
        _width, lines = block(node.labels, LABEL_FONT, BOUNDARY_LABEL_WIDTH)
        label_height = max(lines, UNLABELLED_LINES) * LABEL_LINE
        return Size(BOUNDARY, BOUNDARY, BOUNDARY_LABEL_WIDTH, label_height)
    width, lines = block(node.labels, LABEL_FONT, LABEL_WIDTH)
    if isinstance(node, CatchTimer) and not lines:
        width, lines = LABEL_WIDTH, UNLABELLED_LINES
    side = EVENT if not hasattr(node, "kind") else GATEWAY
    return Size(side, side, width, lines * LABEL_LINE)
