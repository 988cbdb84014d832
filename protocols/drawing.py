"""Draws a flowchart as SVG that a strict content policy admits: no style, no script, no link.

The picture is for the eye; `outline` says the same in words and is always shown beside it.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from protocols.definition import Definition
from protocols.elements import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    SendTask,
    UserTask,
    say,
)
from protocols.layout import Box, Picture, Point, lay_out
from protocols.layout.picture import (
    BOUNDARY_LABEL_WIDTH,
    FLOW_LABEL_WIDTH,
    LABEL_FONT,
    LABEL_LINE,
    LABEL_WIDTH,
    META_LINE,
    TASK_FONT,
    TASK_LINE,
    TASK_PADDING,
    TASK_WIDTH,
    is_task,
)
from protocols.lettering import text_width, wrap
from protocols.marks import Mark, Marks, MarkState, duration_words, timer_words
from protocols.svg import Letters, Look, Svg

INK, QUIET, LINE = "#1c2430", "#4a5463", "#5b6675"
LANE_FILLS = ("#f7f8fb", "#eef2f7")
FILLS: Mapping[type[Node], str] = {CallActivity: "#f3eefb", SendTask: "#eef7f3"}
CORNER = 7
TITLE_LEFT, TITLE_EVERY = 16, 1300
BOLDER = 1.08
# An arrow that is not there (any more), or is another one: told by the kind of line too.
LINE_DASHES = {MarkState.GONE: "2 4", MarkState.CHANGED: "12 3"}
SIGNS: Mapping[GatewayKind, tuple[tuple[Point, Point], ...]] = {
    GatewayKind.EXCLUSIVE: (((-6, -7), (6, 7)), ((-6, 7), (6, -7))),
    GatewayKind.PARALLEL: (((-10, 0), (10, 0)), ((0, -10), (0, 10))),
    GatewayKind.INCLUSIVE: (),
}


LOOKS = {
    MarkState.NOW: Look("#e3f0ff", "#0b4f9e", 3.5),
    MarkState.LATE: Look("#fff0ec", "#a3200d", 3.5, "9 4"),
    MarkState.WAITING: Look("#fff8e1", "#7a5200", 2.5, "3 3"),
    MarkState.DONE: Look("#e9f5ec", "#1f6b3a", 1.5),
    MarkState.DECLINED: Look("#f1f1f1", "#565d66", 1.5, "6 3"),
    MarkState.CANCELLED: Look("#f1f1f1", "#565d66", 1.5, "1 3"),
    MarkState.NEW: Look("#e9f5ec", "#1f6b3a", 4),
    MarkState.CHANGED: Look("#fff8e1", "#7a5200", 3, "12 3"),
    MarkState.GONE: Look("#f1f1f1", "#a3200d", 2.5, "2 4"),
    MarkState.WAY: Look("#e3f0ff", "#0b4f9e", 2),
    MarkState.FAULT: Look("#fff0ec", "#a3200d", 4.5, "2 2"),
}


def draw(definition: Definition, *, language: str, marks: Marks | None = None) -> SafeString:
    """Return the flowchart as an SVG element, labels in `language`, with what is marked.

    Marks are named by the ids of elements, lanes and arrows; those of arrows thicken the line.

    The text is safe to be put into a page: every word in it is escaped.
    """
    with override(language):
        # Every word was escaped where it was written (`svg`).
        return SafeString(_Painter(definition, language, marks or {}).paint())


class _Painter:
    """One drawing in the making."""

    def __init__(self, definition: Definition, language: str, marks: Marks) -> None:
        self.definition = definition
        self.language = language
        self.marks = marks
        self.picture: Picture = lay_out(definition)
        description = _("Flowchart with %(lanes)d lanes and %(steps)d steps; told in words below.")
        self.svg = Svg(
            self.picture.width,
            self.picture.height,
            (
                definition.id,
                say(definition.labels, language),
                description % {"lanes": len(definition.lanes), "steps": len(definition.steps)},
            ),
        )

    def paint(self) -> str:
        """Return the whole picture."""
        self._lanes()
        for flow in self.definition.flows.values():
            self._edge(self.picture.edges[flow.id], flow)
        self._lane_titles()
        for node in self.definition.nodes.values():
            self._node(node, self.picture.shapes[node.id])
        for flow in self.definition.flows.values():
            self._flow_label(flow)
            self._flow_badge(flow)
        return self.svg.text()

    def _lanes(self) -> None:
        pool = self.picture.pool
        self.svg.rectangle(pool, Look("#ffffff", LINE, 1))
        for number, lane in enumerate(self.picture.lanes.values()):
            box = Box(0, lane.y, pool.width, lane.height)
            self.svg.rectangle(box, Look(LANE_FILLS[number % 2], LINE, 1))

    def _lane_titles(self) -> None:
        """Write the names of the lanes again and again, for those who scroll along them."""
        letters = Letters(TASK_FONT, QUIET, "start", "bold")
        for number, lane in enumerate(self.definition.lanes):
            box = self.picture.lanes[lane.id]
            mark = self.marks.get(lane.id)
            names = say(lane.labels, self.language) or lane.id, mark.text if mark else ""
            text = " · ".join(filter(None, names))
            width = text_width(text, TASK_FONT) * BOLDER + 12
            times = 1 + max(0, int((box.width - width) // TITLE_EVERY))
            for x in (TITLE_LEFT + time * TITLE_EVERY for time in range(times)):
                self.svg.rectangle(
                    Box(x - 6, box.y + 3, width, 20), Look(LANE_FILLS[number % 2], "none", 0)
                )
                self.svg.line(text, (x, box.y + 18), letters)

    def _edge(self, points: tuple[Point, ...], flow: Flow) -> None:
        source = self.definition.nodes[flow.source]
        refuses = isinstance(source, UserTask) and source.on_decline == flow.id
        is_default = isinstance(source, Gateway) and source.default == flow.id
        look = Look("none", LINE, 1.5, "5 4" if refuses else "")
        if mark := self.marks.get(flow.id):
            marked = LOOKS[mark.state]
            look = Look("none", marked.stroke, 3.5, look.dashes or LINE_DASHES.get(mark.state, ""))
        self.svg.arrow(points, look, corner=CORNER)
        if is_default:
            x, y = points[0]
            self.svg.path(((x + 3, y + 5), (x + 9, y - 5)), Look("none", LINE, 1.5))

    def _flow_label(self, flow: Flow) -> None:
        text, box = say(flow.labels, self.language), self.picture.labels.get(flow.id)
        if text and box:
            lines = wrap(text, LABEL_FONT, FLOW_LABEL_WIDTH)
            top = box.y + box.height - len(lines) * LABEL_LINE + LABEL_LINE - 3
            self.svg.lines(lines, (box.x, top), LABEL_LINE, Letters(LABEL_FONT, QUIET, "start"))

    def _flow_badge(self, flow: Flow) -> None:
        """Say on an arrow what is marked there, in the middle of its longest part."""
        mark = self.marks.get(flow.id)
        if mark is None or not mark.is_told:
            return
        parts = pairwise(self.picture.edges[flow.id])
        (x, y), (to_x, to_y) = max(parts, key=_length)
        self._badge_at(((x + to_x) / 2, (y + to_y) / 2 - 9.5), mark)

    def _label_under(self, text: str, element: str) -> None:
        box = self.picture.labels.get(element)
        if text and box:
            is_boundary = isinstance(self.definition.nodes[element], BoundaryTimer)
            width = BOUNDARY_LABEL_WIDTH if is_boundary else LABEL_WIDTH
            lines = wrap(text, LABEL_FONT, width)
            at = box.center[0], box.y + LABEL_LINE - 3
            self.svg.lines(lines, at, LABEL_LINE, Letters(LABEL_FONT, INK))

    def _node(self, node: Node, box: Box) -> None:
        mark = self.marks.get(node.id)
        words = [say(node.labels, self.language), mark.text if mark else ""]
        self.svg.begin(": ".join(filter(None, words)), state=mark.state if mark else "")
        if is_task(node):
            self._task(node, box, mark)
        elif isinstance(node, Gateway):
            self._gateway(node, box)
        else:
            self._event(node, box, mark)
        if mark:
            self._badge(box, mark)
        self.svg.finish()

    def _task(self, node: Node, box: Box, mark: Mark | None) -> None:
        fill = FILLS.get(type(node), "#ffffff")
        look = LOOKS[mark.state] if mark else Look(fill, INK)
        self.svg.rectangle(box, look, corner=9)
        if isinstance(node, CallActivity):
            inner = Box(box.x + 3.5, box.y + 3.5, box.width - 7, box.height - 7)
            self.svg.rectangle(inner, Look("none", look.stroke, 1), corner=6)
        lines = wrap(say(node.labels, self.language), TASK_FONT, TASK_WIDTH - 2 * TASK_PADDING)
        meta = self._meta(node)
        room = box.height - (META_LINE if meta else 0)
        top = box.y + (room - len(lines) * TASK_LINE) / 2 + TASK_LINE - 4
        middle = box.center[0]
        self.svg.lines(lines, (middle, top), TASK_LINE, Letters(TASK_FONT, INK))
        if meta:
            at = middle, box.y + box.height - 9
            self.svg.line(meta, at, Letters(LABEL_FONT - 0.5, QUIET))

    def _meta(self, node: Node) -> str:
        if isinstance(node, CallActivity):
            return _("Opens another flowchart")
        if not isinstance(node, UserTask):
            return ""
        due = duration_words(node.due) if node.due else ""
        consent = _("with consent") if node.consent else ""
        notice = _("duty to notify") if node.mandatory_notice else ""
        return " · ".join(filter(None, [due, consent, notice]))

    def _gateway(self, node: Gateway, box: Box) -> None:
        x, y = box.center
        half = box.width / 2
        self.svg.polygon(
            ((x, y - half), (x + half, y), (x, y + half), (x - half, y)), Look("#fffdf3", INK)
        )
        for sign in SIGNS[node.kind]:
            self.svg.path([(x + dx, y + dy) for dx, dy in sign], Look("none", INK, 3))
        if node.kind is GatewayKind.INCLUSIVE:
            self.svg.circle((x, y), 10, Look("none", INK, 2.5))
        self._label_under(say(node.labels, self.language), node.id)

    def _event(self, node: Node, box: Box, mark: Mark | None) -> None:
        x, y = box.center
        radius = box.width / 2
        look = LOOKS[mark.state] if mark else Look("#ffffff", INK)
        if isinstance(node, End):
            look = replace(look, width=4)
        self.svg.circle((x, y), radius, look)
        if isinstance(node, BoundaryTimer | CatchTimer):
            dashes = "3 2" if isinstance(node, BoundaryTimer) and not node.interrupting else ""
            self.svg.circle((x, y), radius - 3.5, Look("none", INK, 1, dashes))
            hands = ((x, y - radius + 8), (x, y), (x + radius / 3, y + 2))
            self.svg.path(hands, Look("none", INK, 1.5))
        self._label_under(self._event_text(node), node.id)

    def _event_text(self, node: Node) -> str:
        text = say(node.labels, self.language)
        if not text and isinstance(node, BoundaryTimer | CatchTimer):
            return timer_words(node.timer)
        return text

    def _badge(self, box: Box, mark: Mark) -> None:
        self._badge_at((box.center[0], box.y - (15 if box.width == TASK_WIDTH else 21)), mark)

    def _badge_at(self, at: Point, mark: Mark) -> None:
        """Write what is marked; `at` is the middle of the upper side."""
        colour = LOOKS[mark.state].stroke
        width = text_width(mark.text, LABEL_FONT) * BOLDER + 14
        badge = Box(at[0] - width / 2, at[1], width, 19)
        self.svg.rectangle(badge, Look("#ffffff", colour, 1.5), corner=9)
        letters = Letters(LABEL_FONT, colour, weight="bold")
        self.svg.line(mark.text, (at[0], at[1] + 13), letters)


def _length(part: tuple[Point, Point]) -> float:
    (x, y), (to_x, to_y) = part
    return abs(to_x - x) + abs(to_y - y)
