"""The geometry of the drawings: nothing overlaps, no arrow crosses a shape."""

from itertools import combinations, pairwise

import pytest

from protocols.definition import Definition
from protocols.elements import BoundaryTimer
from protocols.layout import Box, Picture, Point, lay_out
from tests.protocols.charts import EVERYTHING, LOOP
from tools.build_library import BUILT, build

DRAWN = [*(build(*built) for built in BUILT), LOOP, EVERYTHING]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def bands(points: tuple[Point, ...]) -> list[Box]:
    """The straight parts of an arrow as boxes of no width."""
    return [
        Box(min(ax, bx), min(ay, by), abs(ax - bx) or 0.01, abs(ay - by) or 0.01)
        for (ax, ay), (bx, by) in pairwise(points)
    ]


def ends(definition: Definition, flow_id: str) -> set[str]:
    flow = definition.flows[flow_id]
    source = definition.nodes[flow.source]
    host = {source.attached_to} if isinstance(source, BoundaryTimer) else set()
    return {flow.source, flow.target} | host


@pytest.fixture(params=DRAWN, ids=lambda definition: definition.id)
def drawn(request) -> tuple[Definition, Picture]:
    return request.param, lay_out(request.param)


def test_shapes_do_not_overlap(drawn):
    definition, picture = drawn
    hosts = {
        frozenset({node.id, node.attached_to})
        for node in definition.nodes.values()
        if isinstance(node, BoundaryTimer)
    }

    assert [
        pair
        for pair in combinations(picture.shapes, 2)
        if overlap(*(picture.shapes[name] for name in pair)) and frozenset(pair) not in hosts
    ] == []


def test_labels_overlap_neither_each_other_nor_shapes(drawn):
    _, picture = drawn
    boxes = [*picture.shapes.items()]

    assert [
        pair
        for pair in combinations(picture.labels, 2)
        if overlap(*(picture.labels[name] for name in pair))
    ] == []
    assert [
        (label, name)
        for label, box in picture.labels.items()
        for name, shape in boxes
        if overlap(box, shape)
    ] == []


def test_no_arrow_crosses_a_shape_or_a_label(drawn):
    definition, picture = drawn

    assert [
        (flow, name)
        for flow, points in picture.edges.items()
        for band in bands(points)
        for name, shape in picture.shapes.items()
        if name not in ends(definition, flow) and overlap(band, shape)
    ] == []
    assert [
        (flow, name)
        for flow, points in picture.edges.items()
        for band in bands(points)
        for name, box in picture.labels.items()
        if overlap(band, box)
    ] == []


def test_arrows_go_straight_up_down_left_or_right_between_their_ends(drawn):
    definition, picture = drawn

    for flow_id, points in picture.edges.items():
        flow = definition.flows[flow_id]
        target = picture.shapes[flow.target]
        assert points[-1] == (target.x, target.center[1])
        assert all(ax == bx or ay == by for (ax, ay), (bx, by) in pairwise(points))


def test_everything_lies_in_its_lane(drawn):
    definition, picture = drawn

    for name, box in picture.shapes.items():
        lane = picture.lanes[definition.nodes[name].lane]
        assert lane.y <= box.y
        assert box.y + box.height <= lane.y + lane.height
        assert box.x + box.width <= picture.pool.width


def test_layout_is_the_same_every_time(drawn):
    definition, picture = drawn

    assert lay_out(definition) == picture
