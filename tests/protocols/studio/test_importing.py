"""Files from other editors: taken with all they say, or refused by element id in plain words."""

import pytest

from protocols.findings import MalformedProtocol
from protocols.parser import parse
from protocols.studio.importing import take_in
from protocols.writer import write
from tests.protocols.charts import chart, step

XML = write(chart([step("a")], "s a", "a e")).decode()
FOREIGN = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '


def with_texts(length: int = 20) -> bytes:
    texts = f"""<bpmn:textAnnotation id="text_1"><bpmn:text>Ask her first</bpmn:text></bpmn:textAnnotation>
      <bpmn:textAnnotation id="text_2"><bpmn:text>{"x" * length}</bpmn:text></bpmn:textAnnotation>
      <bpmn:association id="line_1" sourceRef="a" targetRef="text_1" />"""
    return XML.replace("</bpmn:process>", f"{texts}</bpmn:process>").encode()


def test_texts_on_a_drawing_become_notes_and_are_named() -> None:
    taken = take_in(with_texts())

    assert (taken.kept, taken.dropped) == ({"text_1": "a", "text_2": ""}, ())
    assert parse(taken.xml) == taken.definition
    assert list(taken.definition.nodes["a"].notes.values()) == ["Ask her first"]
    assert list(taken.definition.notes.values()) == ["x" * 20]


def test_a_text_too_long_for_a_note_is_named() -> None:
    assert take_in(with_texts(1001)).dropped == ("text_2",)


def test_a_file_without_texts_stays_as_it_is() -> None:
    assert take_in(XML.encode()).xml == XML.encode()


@pytest.mark.parametrize(
    ("before", "after", "element", "words"),
    [
        ("<bpmn:definitions ", f"<bpmn:definitions {FOREIGN}", "", ""),
        ('id="a" ', f'{FOREIGN} zeebe:assignee="x" id="a" ', "a", "zeebe:assignee"),
        ("<bpmn:participant ", '<bpmn:messageFlow id="m1" sourceRef="a" targetRef="b" /><bpmn:participant ',
         "m1", "One pool only"),
        ("<bpmn:laneSet ", '<bpmn:dataObject id="d1" /><bpmn:laneSet ', "d1", "coded field"),
        ('<bpmn:userTask id="a"', '<bpmn:task id="t9" /><bpmn:userTask id="a"', "t9", "Say what it is"),
    ],
)  # fmt: skip
def test_a_file_of_another_tool_is_taken_or_refused_by_element(
    before: str, after: str, element: str, words: str
) -> None:
    changed = XML.replace(before, after, 1)
    assert changed != XML
    if not element:
        assert take_in(changed.encode()).definition == parse(XML.encode())
        return
    with pytest.raises(MalformedProtocol) as refused:
        take_in(changed.encode())
    assert [finding.element for finding in refused.value.findings] == [element]
    assert words in refused.value.findings[0].message


def test_a_file_without_lanes_says_what_it_needs() -> None:
    begin, end = XML.index("<bpmn:laneSet"), XML.index("</bpmn:laneSet>") + len("</bpmn:laneSet>")
    with pytest.raises(MalformedProtocol) as refused:
        take_in((XML[:begin] + XML[end:]).encode())
    assert "laneSet" in refused.value.findings[0].message


def test_a_file_without_a_diagram_is_laid_out() -> None:
    begin, end = XML.index("<bpmndi:"), XML.rindex("</bpmndi:BPMNDiagram>")
    bare = XML[:begin] + XML[end + len("</bpmndi:BPMNDiagram>") :]

    assert take_in(bare.encode()).definition == parse(XML.encode())


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY b "b">]><a/>',
        "<a>" * 2000,
        "<a" + ' b="c"' * 30_000 + "/>",
        '<?xml version="1.0" encoding="UTF-16"?><a/>',
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></a>',
    ],
)
def test_a_bomb_is_refused(bomb: str) -> None:
    with pytest.raises(MalformedProtocol):
        take_in(bomb.encode())
