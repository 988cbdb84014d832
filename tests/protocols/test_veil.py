"""What is not a reader's is hidden from drawing and outline alike."""

import pytest
from lxml import etree

from protocols.drawing import draw
from protocols.elements import BoundaryTimer
from protocols.layout import lay_out
from protocols.outline import outline
from protocols.veil import ELSEWHERE, veil
from tests.protocols import test_layout as geometry
from tests.protocols.test_layout import DRAWN

VEILED = [
    veil(definition, lanes=lanes, elements=())
    for definition in DRAWN
    for lanes in [[], *([lane.id] for lane in definition.lanes)]
]


def words_of(definition) -> set[str]:
    labels = [
        item.labels
        for item in [*definition.nodes.values(), *definition.flows.values(), *definition.lanes]
    ]
    return {text for label in labels for text in label.values() if text}


def told(definition) -> str:
    texts = []
    for language in ("es", "eu", "pt", "en"):
        root = etree.fromstring(draw(definition, language=language))
        texts += ["".join(one.itertext()) for one in root.iter()]
        texts += [repr(item) for item in outline(definition, language=language)]
    return " ".join(texts).replace(repr(definition.id), "")


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
def test_with_nothing_to_see_only_the_name_is_told(definition):
    hidden = veil(definition, lanes=(), elements=())
    found = told(hidden)

    secret = words_of(definition) - set(definition.labels.values()) - {"Words"}
    assert [word for word in secret if word in found and len(word) > 12] == []
    assert [lane.id for lane in hidden.lanes] == [ELSEWHERE]
    assert {node.lane for node in hidden.nodes.values()} == {ELSEWHERE}


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
def test_what_is_hers_stays_as_it_is(definition):
    lane = definition.lanes[0].id
    hidden = veil(definition, lanes=[lane], elements=())

    for name, node in definition.nodes.items():
        is_timer = isinstance(node, BoundaryTimer)
        host = definition.nodes[node.attached_to] if is_timer else node
        assert (hidden.nodes[name] == node) is (host.lane == lane)
    assert {f.id: (f.source, f.target) for f in hidden.flows.values()} == {
        f.id: (f.source, f.target) for f in definition.flows.values()
    }


def test_a_single_step_of_another_lane_can_be_seen():
    definition = DRAWN[0]
    step = next(iter(definition.steps.values()))
    hidden = veil(definition, lanes=(), elements=[step.id])

    assert [node.id for node in hidden.steps.values() if node.lane != ELSEWHERE] == [step.id]
    assert {lane.id for lane in hidden.lanes} == {step.lane, ELSEWHERE}


@pytest.mark.parametrize("number", range(len(VEILED)))
def test_a_veiled_flowchart_is_drawn_without_overlaps(number):
    drawn = VEILED[number], lay_out(VEILED[number])

    geometry.test_shapes_do_not_overlap(drawn)
    geometry.test_labels_overlap_neither_each_other_nor_shapes(drawn)
    geometry.test_no_arrow_crosses_a_shape_or_a_label(drawn)
    geometry.test_everything_lies_in_its_lane(drawn)
