"""What the parser reads, and what it refuses by element id in plain words."""

import pytest

from protocols.findings import MalformedProtocol
from protocols.namespaces import BPMN
from protocols.parser import parse
from protocols.writer import write
from tests.protocols.charts import (
    EVERYTHING,
    chart,
    step,
    wait,
    yesno,
)
from tests.protocols.test_layout import DRAWN


def simple() -> str:
    return write(chart([step("a", yesno("p"))], "s a", "a e")).decode()


def refused(xml: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(MalformedProtocol) as refusal:
        parse(xml if isinstance(xml, bytes) else xml.encode())
    assert all(finding.message for finding in refusal.value.findings)
    return [(finding.code, finding.element) for finding in refusal.value.findings]


@pytest.mark.parametrize("definition", DRAWN, ids=lambda d: d.id)
def test_what_is_written_is_read_back_the_same(definition):
    assert parse(write(definition)) == definition


def test_a_file_without_a_diagram_is_read():
    xml = simple()
    start, end = xml.index("<bpmndi:BPMNDiagram"), xml.index("</bpmn:definitions>")

    assert parse((xml[:start] + xml[end:]).encode()) == parse(xml.encode())


@pytest.mark.parametrize(
    ("attack", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>', "doctype"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">', "doctype"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "doctype"),
        ('<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;"><!ENTITY d "&c;&c;">]>', "doctype"),
    ],
)
def test_document_types_and_entities_are_refused(attack, code):
    xml = simple().replace("?>", f"?>{attack}", 1)

    assert refused(xml) == [(code, "")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_xml"),
        (b"no xml", "not_xml"),
        (b"<a><b></a>", "not_xml"),
        (b"\x00\x01", "not_xml"),
        (b"<a/>", "not_bpmn"),
        ("<a>ñ</a>".encode("latin-1"), "not_utf8"),
        ("<a/>".encode("utf-16"), "not_utf8"),
        (b"<a>" + b" " * (512 * 1024) + b"</a>", "too_big"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a/>", "doctype"),
        (b"<a>" * 3000 + b"</a>" * 3000, "not_xml"),
        (b"<a>&unknown;</a>", "not_xml"),
        (b"<a b='" + b"&#xD800;" + b"'/>", "not_xml"),
    ],
)
def test_files_that_are_no_protocols_are_refused(data, code):
    assert refused(data) == [(code, "")]


@pytest.mark.parametrize(
    "tag",
    [
        "scriptTask", "serviceTask", "businessRuleTask", "manualTask", "task", "receiveTask",
        "subProcess", "transaction", "adHocSubProcess", "eventBasedGateway", "complexGateway",
        "intermediateThrowEvent", "dataObject", "group", "choreographyTask",
    ],
)  # fmt: skip
def test_elements_outside_the_subset_are_refused_by_id(tag):
    xml = simple().replace("</bpmn:process>", f'<bpmn:{tag} id="bad"/></bpmn:process>')

    assert refused(xml) == [("not_in_subset", "bad")]


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ('id="a"', 'id="a" bpmn:x="1"', "a"),
        ('id="a"', 'id="a" camel="1"', "a"),
        ('id="a"', 'id="a" ref:nonsense="1"', "a"),
        ('id="L"', 'id="L" ref:form="1"', "L"),
        ('<ref:field name="p"', '<ref:script name="p"/><ref:field name="p"', "script (line"),
        (
            "</bpmn:laneSet>",
            '</bpmn:laneSet><bpmn:laneSet id="more"><bpmn:lane id="L2"/></bpmn:laneSet>',
            "chart",
        ),
        ("<bpmn:process ", "<bpmn:message id='m'/><bpmn:process ", "m"),
    ],
)
def test_what_is_not_known_is_refused_where_it_stands(old, new, element):
    found = refused(simple().replace(old, new, 1))

    assert [name for _, name in found if not name.startswith(element)] == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('targetRef="a"', 'targetRef="nowhere"', ("dangling", "s_a")),
        ("<bpmn:flowNodeRef>a<", "<bpmn:flowNodeRef>nobody<", ("dangling", "L")),
        ('id="a"', 'id="a" ref:onDecline="s_a"', ("dangling", "a")),
        ('id="a"', 'id="a" ref:due="soon"', ("bad_duration", "a")),
        ('id="a"', 'id="a" ref:due="P0D"', ("bad_duration", "a")),
        ('id="a"', 'id="a" ref:due="P1D" ref:dueKind="old"', ("bad_value", "a")),
        ('id="a"', 'id="a" ref:mandatoryNotice="perhaps"', ("bad_value", "a")),
        ('id="a"', 'id="a" ref:referral="legal urgent"', ("bad_value", "a")),
        ('id="a"', 'id="a" ref:effect="victim_status"', ("bad_value", "a")),
        ('id="a"', 'id="a" ref:consent="a;drop"', ("bad_value", "a")),
        ('type="yesno"', 'type="text"', ("bad_value", "field")),
        ('type="yesno"', 'type="choice"', ("bad_value", "field")),
        ('type="yesno"', 'type="choice" vocabulary="nothing"', ("bad_value", "field")),
        ('ref:assign="choose"', 'ref:assign="anybody"', ("bad_value", "L")),
        ('processRef="chart"', 'processRef="other"', ("dangling", "chart_pool")),
        ('<bpmn:lane id="L"', '<bpmn:lane id="a"', ("double_id", "a")),
    ],
)
def test_values_that_cannot_be_read_are_refused(old, new, finding):
    found = refused(simple().replace(old, new, 1))

    assert next((code, name.split(" ")[0]) for code, name in found) == finding


@pytest.mark.parametrize("name", ["1a", "a b", "ñ", "", "x" * 65])
def test_ids_that_cannot_be_addresses_are_refused(name):
    xml = simple().replace('<bpmn:endEvent id="e"', f'<bpmn:endEvent id="{name}"')

    assert "bad_id" in {code for code, _ in refused(xml)}


@pytest.mark.parametrize(
    "xml",
    [
        f'<definitions xmlns="{BPMN}"/>',
        f'<definitions xmlns="{BPMN}"><process id="p"/></definitions>',
        f'<definitions xmlns="{BPMN}"><collaboration id="c"/><process id="p"/></definitions>',
    ],
)
def test_a_file_without_pool_or_process_is_refused(xml):
    assert {code for code, _ in refused(xml)} == {"wrong_number"}


def test_a_flowchart_that_nobody_can_read_is_refused():
    many = "".join(f'<bpmn:userTask id="t{number}"/>' for number in range(250))
    xml = simple().replace("</bpmn:process>", f"{many}</bpmn:process>")

    assert refused(xml) == [("too_complex", "chart")]


def test_two_starts_are_refused():
    xml = simple().replace("</bpmn:process>", '<bpmn:startEvent id="s2"/></bpmn:process>')

    assert refused(xml) == [("wrong_number", "chart")]


def test_a_step_in_two_lanes_is_refused():
    xml = simple().replace(
        "</bpmn:laneSet>",
        '<bpmn:lane id="L2"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
    )

    assert refused(xml) == [("two_lanes", "L2")]


def test_conditions_are_written_in_cel():
    xml = write(EVERYTHING).decode().replace('language="cel"', 'language="python"', 1)

    assert refused(xml) == [("bad_condition", "g_w")]


def test_everything_wrong_is_said_at_once():
    xml = simple().replace('id="a"', 'id="a" ref:due="soon" ref:nonsense="1"', 1)
    xml = xml.replace("</bpmn:process>", '<bpmn:scriptTask id="bad"/></bpmn:process>')

    assert sorted(refused(xml)) == [
        ("bad_duration", "a"),
        ("not_in_subset", "a"),
        ("not_in_subset", "bad"),
    ]


def test_timers_need_a_duration():
    definition = chart([step("a"), wait("w")], "s a", "a w", "w e")
    xml = write(definition).decode()

    assert refused(xml.replace("<bpmn:timeDuration>P1D</bpmn:timeDuration>", "")) == [
        ("no_duration", "w")
    ]
    cycle = xml.replace("timeDuration", "timeCycle")
    assert {code for code, _ in refused(cycle)} == {"not_in_subset", "no_duration"}


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('attachedToRef="a"', 'attachedToRef="b2"', ("dangling", "t")),
        ('default="g_b"', 'default="s_a"', ("dangling", "g")),
        ('ref:notify="lane:L"', 'ref:notify="everybody"', ("bad_value", "m")),
        ('calledElement="regularisation"', 'calledElement=""', ("bad_value", "k")),
        ('name="n" type="number"', 'name="1n" type="number"', ("bad_value", "field")),
        ('cancelActivity="false"', 'cancelActivity="no"', ("bad_value", "t")),
        ('<ref:label lang="es">', '<ref:label lang="xx">', ("bad_value", "everything")),
    ],
)
def test_values_of_every_element_are_read_with_care(old, new, finding):
    found = refused(write(EVERYTHING).decode().replace(old, new, 1))

    assert [(code, name.split(" ")[0]) for code, name in found] == [finding]
