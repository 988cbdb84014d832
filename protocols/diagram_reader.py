"""Reads the diagram part (BPMN DI) of a protocol file: where somebody drew each element."""

from lxml import etree

from protocols.definition import Definition
from protocols.layout import Box, Picture, Point
from protocols.namespaces import BPMN, BPMNDI, DC, DI
from protocols.xml_reader import read_tree

SPACES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI}
FARTHEST = 100_000


def read_picture(xml: bytes, definition: Definition) -> Picture | None:
    """Return how the file is drawn, or None unless it draws all of the definition legibly.

    Shapes and arrows of anything else in the file are left out.
    """
    root = read_tree(xml)
    try:
        shapes, labels = _boxes(root)
        edges = {edge.get("bpmnElement", ""): _points(edge) for edge in _all(root, "BPMNEdge")}
    except ValueError:
        return None
    pool = next((str(item.get("id")) for item in root.iter(f"{{{BPMN}}}participant")), "")
    lanes = [lane.id for lane in definition.lanes]
    known = {*definition.nodes, *definition.flows}
    if not {pool, *lanes, *definition.nodes} <= shapes.keys() or any(
        len(edges.get(flow, ())) < 2  # noqa: PLR2004 -- an arrow has two ends
        for flow in definition.flows
    ):
        return None
    return Picture(
        width=shapes[pool].width,
        height=shapes[pool].height,
        pool=shapes[pool],
        lanes={lane: shapes[lane] for lane in lanes},
        shapes={node: shapes[node] for node in definition.nodes},
        labels={name: box for name, box in labels.items() if name in known},
        edges={flow: edges[flow] for flow in definition.flows},
    )


def _all(root: etree._Element, tag: str) -> list[etree._Element]:
    return list(root.iter(f"{{{BPMNDI}}}{tag}"))


def _boxes(root: etree._Element) -> tuple[dict[str, Box], dict[str, Box]]:
    """Return the boxes of shapes, and of the labels beside shapes and arrows."""
    shapes: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    for item in [*_all(root, "BPMNShape"), *_all(root, "BPMNEdge")]:
        name = item.get("bpmnElement", "")
        for bounds in item.findall("dc:Bounds", SPACES):
            shapes[name] = _box(bounds)
        for bounds in item.findall("bpmndi:BPMNLabel/dc:Bounds", SPACES):
            labels[name] = _box(bounds)
    return shapes, labels


def _box(bounds: etree._Element) -> Box:
    x, y, width, height = (_number(bounds.get(n)) for n in ("x", "y", "width", "height"))
    if width <= 0 or height <= 0:
        raise ValueError(width, height)
    return Box(x, y, width, height)


def _points(edge: etree._Element) -> tuple[Point, ...]:
    return tuple(
        (_number(point.get("x")), _number(point.get("y")))
        for point in edge.findall("di:waypoint", SPACES)
    )


def _number(text: str | None) -> float:
    """Read a coordinate; ValueError for none, and for places where nobody would find it."""
    value = float(text or "")
    if not abs(value) <= FARTHEST:
        raise ValueError(text)
    return value
