"""The protocols that come with the product."""

import re
from itertools import accumulate
from pathlib import Path

import pytest
import yaml
from lxml import etree

from core.vocabularies import LANGUAGES
from protocols.actions import Deed
from protocols.checker import check
from protocols.definition import LIBRARY_CODES
from protocols.durations import parse_duration
from protocols.elements import Assign, CallActivity, Timer, UserTask
from protocols.namespaces import BPMN, PREFIXES
from protocols.parser import parse
from protocols.tryout.examples import Example, read_examples
from protocols.tryout.walks import run_example, walk
from protocols.writer import write
from tools.build_library import BUILT, build
from tools.library_book import LIBRARY

FILES = sorted(LIBRARY.glob("*.bpmn"))
MADE = [build(*built) for built in BUILT]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def content(request) -> bytes:
    return request.param.read_bytes()


def test_the_files_are_what_their_source_makes():
    assert [path.read_bytes() for path in FILES] == [write(definition) for definition in MADE]


def test_all_eight_protocols_are_there_for_both_countries():
    assert [(definition.code, definition.country) for definition in MADE] == [
        (code, country) for code in LIBRARY_CODES for country in ("ES", "PT")
    ]


def test_the_library_is_sound_without_a_warning(content):
    assert check(parse(content)) == []


@pytest.mark.parametrize("tag", ["ref:label", "ref:note"])
def test_every_label_and_note_is_in_four_languages(content, tag):
    root = etree.fromstring(content)
    holders = [element for element in root.iter() if element.find(tag, PREFIXES) is not None]

    assert holders or tag == "ref:note"
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


def examples_of(path: Path) -> tuple[Example, ...]:
    text = path.with_suffix(".examples.yaml").read_text(encoding="utf-8")
    return read_examples(yaml.safe_load(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_cases_take_the_path_expected_to_an_end(path):
    definition = parse(path.read_bytes())
    examples = examples_of(path)

    assert len(examples) >= 3
    for example in examples:
        assert run_example(definition, example).holds
        assert walk(definition, example.moves).state.ended
        assert sorted(example.names) == sorted(LANGUAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_case_shows_what_a_refusal_does(path):
    moves = [move for example in examples_of(path) for move in example.moves]

    assert any(move.deed is Deed.DECLINE for move in moves)


def test_a_childs_review_comes_in_time_for_her_eighteenth_birthday():
    definition = MADE[BUILT.index(("P4", "ES"))]

    for wait, longest in (("w1", "P6M"), ("w2", "P3M")):
        timers = {timer.id: timer for timer in definition.boundaries[wait]}
        by_time, by_date = timers[f"{wait}_time"], timers[f"{wait}_date"]
        assert by_time.timer == Timer(parse_duration(longest))
        assert by_date.timer == Timer(parse_duration("P6M"), "turning_18")
        nexts = {definition.outgoing[name][0].target for name in (wait, *timers)}
        assert len(nexts) == 1


def test_reintegration_is_followed_up_three_six_and_twelve_months_after_arrival():
    nodes = MADE[BUILT.index(("P7", "ES"))].nodes

    months = [nodes[name].timer.duration.months for name in ("w2", "w3", "w4")]
    assert list(accumulate(months)) == [3, 6, 12]


def test_nobody_is_named_in_a_file(content):
    assert re.search(rb"exporter|camunda|modeler", content) is None
