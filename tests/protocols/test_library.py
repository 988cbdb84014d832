"""The protocols that come with the product."""

import re

import pytest
from lxml import etree

from core.vocabularies import LANGUAGES
from protocols.checker import check
from protocols.definition import LIBRARY_CODES
from protocols.elements import Assign, CallActivity, UserTask
from protocols.namespaces import BPMN, PREFIXES
from protocols.parser import parse
from protocols.writer import write
from tools.build_library import BUILT, build
from tools.library_book import LIBRARY

FILES = sorted(LIBRARY.glob("*.bpmn"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def content(request) -> bytes:
    return request.param.read_bytes()


def test_the_files_are_what_their_source_makes():
    made = {build(*built).code: write(build(*built)) for built in BUILT}

    assert [path.read_bytes() for path in FILES] == list(made.values())


def test_the_library_is_sound_without_a_warning(content):
    assert check(parse(content)) == []


def test_all_codes_of_the_library_are_known():
    assert {parse(path.read_bytes()).code for path in FILES} <= set(LIBRARY_CODES)


@pytest.mark.parametrize("tag", ["ref:label", "ref:note"])
def test_every_label_and_note_is_in_four_languages(content, tag):
    root = etree.fromstring(content)
    holders = [element for element in root.iter() if element.find(tag, PREFIXES) is not None]

    assert holders
    for holder in holders:
        found = [said.get("lang") for said in holder.findall(tag, PREFIXES)]
        assert sorted(found) == sorted(LANGUAGES)


def test_everything_is_drawn_in_the_file(content):
    root = etree.fromstring(content)
    process = root.find("bpmn:process", PREFIXES)
    drawn = {
        item.get("bpmnElement")
        for item in root.iter()
        if etree.QName(item).localname in {"BPMNShape", "BPMNEdge"}
    }
    elements = {
        item.get("id")
        for item in process.iter(f"{{{BPMN}}}*")
        if item.get("id") and etree.QName(item).localname != "laneSet"
    }

    assert elements - {process.get("id")} == drawn - {f"{process.get('id')}_pool"}


def test_every_step_with_consent_says_in_the_flow_what_a_refusal_does():
    for path in FILES:
        definition = parse(path.read_bytes())
        for step in definition.steps.values():
            assert len(definition.ordinary_flows(step.id)) == 1
            assert bool(step.on_decline) == (len(definition.outgoing[step.id]) == 2)


def test_p1_refers_to_a_specialised_ngo_with_her_consent():
    definition = parse(FILES[0].read_bytes())
    step = definition.steps["t5"]

    assert (definition.code, definition.country) == ("detection_identification", "ES")
    assert step.consent == ("referral_specialised",)
    assert (step.referral.service, step.referral.urgency, step.referral.basis) == (
        "social_accompaniment", "urgent", "consent"
    )  # fmt: skip
    assert (step.due.text, step.form) == ("P15D", "detection_report")
    assert definition.lane("ngo").entity_kinds == ("specialised_ngo",)
    assert definition.lane("det").assign is Assign.CASE
    assert definition.flows[step.on_decline].target == "t3"


def test_legal_deadlines_and_duties_name_their_source():
    for path in FILES:
        definition = parse(path.read_bytes())
        for node in definition.nodes.values():
            legal = isinstance(node, UserTask) and node.due and node.due_kind == "legal"
            duty = isinstance(node, CallActivity) and node.mandatory_notice
            if legal or duty:
                assert node.basis
                assert set(node.basis) <= definition.sources.keys()


def test_the_reflection_period_wakes_fifteen_days_before_its_end():
    assert parse(FILES[0].read_bytes()).nodes["w2"].timer.duration.days == 75


def test_nobody_is_named_in_a_file(content):
    assert re.search(rb"exporter|camunda|modeler", content) is None
