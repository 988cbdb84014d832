"""The way to a fault, drawn and told."""

import pytest
from lxml import etree

from protocols.checker import check
from protocols.drawing import draw
from protocols.fault_ways import mark_way, tell_way
from protocols.findings import Finding, Severity
from protocols.marks import MarkState
from tests.protocols.test_drawing import SVG
from tests.protocols.test_faults import FAULTY

WITH_WAY = [
    (name, finding)
    for name, (definition, _fault) in FAULTY.items()
    for finding in check(definition)
    if finding.path
]


def test_there_are_ways_to_draw():
    assert len(WITH_WAY) >= len(FAULTY) / 2


def test_moves_are_numbered_and_the_fault_is_named():
    definition, _fault = FAULTY["one branch chosen, both awaited"]
    (finding,) = [one for one in check(definition) if one.code == "deadlock"]

    marks = mark_way(definition, finding)

    assert {name: mark.text for name, mark in marks.items() if mark.is_told} == {
        "a": "1", "y": "2", "j": "The fault",
    }  # fmt: skip
    assert {name for name, mark in marks.items() if not mark.is_told} == {
        "s_a", "a_g", "g_y", "y_j",
    }  # fmt: skip
    assert tell_way(definition, finding) == ["“Words”", "“Words”"]


@pytest.mark.parametrize(("name", "finding"), WITH_WAY)
def test_every_way_is_drawn_with_all_its_numbers(name, finding):
    definition, _fault = FAULTY[name]
    marks = mark_way(definition, finding)

    root = etree.fromstring(draw(definition, language="en", marks=marks))

    texts = [text.text for text in root.iter(f"{SVG}text")]
    told = [mark.text for mark in marks.values() if mark.is_told]
    assert [text for text in told if text not in texts] == []
    numbers = {number for text in told for number in text.split(" · ")[0].split(", ")}
    assert {str(number) for number in range(1, len(finding.path) + 1)} <= numbers
    assert marks[finding.element].state is MarkState.FAULT
    assert len(tell_way(definition, finding)) == len(finding.path)


def test_a_fault_without_a_way_is_named_alone():
    definition, _fault = FAULTY["one branch chosen, both awaited"]
    marks = mark_way(definition, Finding("x", Severity.ERROR, "a", "message"))

    assert {name: mark.text for name, mark in marks.items() if mark.is_told} == {"a": "The fault"}
