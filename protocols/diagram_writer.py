"""Writes the diagram part (BPMN DI) of a protocol file."""

from lxml import etree

from protocols.definition import Definition
from protocols.layout import Box, Picture, Point
from protocols.namespaces import BPMNDI, DC, DI


def write_diagram(root: etree._Element, definition: Definition, picture: Picture) -> None:
    """Add the drawing of pool, lanes, elements and flows to the file."""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=f"{definition.id}_diagram")
    plane = etree.SubElement(
        diagram,
        f"{{{BPMNDI}}}BPMNPlane",
        id=f"{definition.id}_plane",
        bpmnElement=f"{definition.id}_collaboration",
    )
    _shape(plane, f"{definition.id}_pool", picture.pool).set("isHorizontal", "true")
    for lane, box in picture.lanes.items():
        _shape(plane, lane, box).set("isHorizontal", "true")
    for node, box in picture.shapes.items():
        _label(_shape(plane, node, box), picture.labels.get(node))
    for flow, points in picture.edges.items():
        _label(_edge(plane, flow, points), picture.labels.get(flow))


def _shape(plane: etree._Element, element: str, box: Box) -> etree._Element:
    shape = etree.SubElement(
        plane, f"{{{BPMNDI}}}BPMNShape", id=f"{element}_di", bpmnElement=element
    )
    _bounds(shape, box)
    return shape


def _edge(plane: etree._Element, flow: str, points: tuple[Point, ...]) -> etree._Element:
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{flow}_di", bpmnElement=flow)
    for x, y in points:
        etree.SubElement(edge, f"{{{DI}}}waypoint", x=f"{x:g}", y=f"{y:g}")
    return edge


def _label(parent: etree._Element, box: Box | None) -> None:
    if box is not None:
        _bounds(etree.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(
        parent,
        f"{{{DC}}}Bounds",
        x=f"{box.x:g}",
        y=f"{box.y:g}",
        width=f"{box.width:g}",
        height=f"{box.height:g}",
    )
