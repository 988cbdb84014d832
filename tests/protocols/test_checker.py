"""Planted faults: each is found, named and placed."""

from dataclasses import replace

import pytest

from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.elements import Assign, Effect, End, Lane, ReferralNeed, Start
from protocols.findings import Severity
from tests.protocols.charts import (
    COMMON,
    WORDS,
    call,
    chart,
    choice,
    clock,
    gateway,
    notice,
    number,
    step,
    wait,
    yesno,
)
from tests.protocols.test_layout import DRAWN


def found(definition: Definition) -> list[tuple[str, str]]:
    return [(finding.code, finding.element) for finding in check(definition)]


def with_lane(**changes: object) -> Definition:
    definition = chart([step("a")], "s a", "a e")
    return replace(definition, lanes=(replace(definition.lanes[0], **changes),))


@pytest.mark.parametrize("definition", DRAWN, ids=lambda definition: definition.id)
def test_sound_flowcharts_have_no_findings(definition):
    assert found(definition) == []


SPLIT = [
    step("a", yesno("p"), choice("c", "x", "y"), number("n")),
    gateway("g", "exclusive", "g_e2"),
]


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("p", []),
        ("!p && (c == 'x' || n >= 2)", []),
        ("q", ["unknown_field"]),
        ("c", ["bad_condition"]),
        ("c == 'z'", ["bad_condition"]),
        ("c > 'x'", ["bad_condition"]),
        ("n == 'x'", ["bad_condition"]),
        ("p == 'yes'", ["bad_condition"]),
        ("p &&", ["bad_condition"]),
        ("size(c) > 1", ["bad_condition"]),
        ("p ? p : p", ["bad_condition"]),
        ("p" + " || p" * 200, ["bad_condition"]),
    ],
)
def test_conditions_use_declared_fields_and_values_only(condition, codes):
    definition = chart(SPLIT, "s a", "a g", f"g e1: {condition}", "g e2")

    assert found(definition) == [(code, "g_e1") for code in codes]


BROKEN = {
    "unreachable": (chart([step("a"), step("b")], "s a", "a e", "b e"), ("unreachable", "b")),
    "no_exit": (chart([step("a"), step("b"), gateway("g", "parallel")],
                      "s g", "g a", "g b", "a e"), ("no_exit", "b")),
    "cannot_end": (chart([step("a"), step("b"), step("c"), gateway("g", "exclusive", "g_e")],
                         "s g", "g e", "g b: p", "b c", "c b"), ("cannot_end", "b")),
    "implicit_split": (chart([step("a"), step("b")], "s a", "a b", "a e", "b e"),
                       ("implicit_split", "a")),
    "no_default": (chart([step("a", yesno("p")), gateway("g", "exclusive")],
                         "s a", "a g", "g e1: p", "g e2: !p"), ("no_default", "g")),
    "no_condition": (chart([step("a"), gateway("g", "exclusive", "g_e1")],
                           "s a", "a g", "g e1", "g e2"), ("no_condition", "g_e2")),
    "split_and_join": (chart([gateway("g", "parallel"), step("a"), step("b"),
                              gateway("j", "parallel"), gateway("k", "parallel")],
                             "s g", "g a", "g b", "a j", "b j", "j k", "j k2", "k e", "k2 e"),
                       ("split_and_join", "j")),
    "entry_into_start": (chart([step("a", yesno("p")), gateway("g", "exclusive", "g_e")],
                               "s a", "a g", "g s: p", "g e"), ("entry_into_start", "s")),
    "exit_from_end": (chart([step("a"), End(id="e", **COMMON)], "s a", "a e", "e a"),
                      ("exit_from_end", "e")),
    "busy_circle": (chart([step("a", yesno("p")), gateway("m", "exclusive"), notice("n"),
                           gateway("g", "exclusive", "g_n")],
                          "s a", "a m", "m g", "g e: p", "g n", "n m"), ("busy_circle", "m")),
    "idle_gateway": (chart([step("a"), gateway("g", "exclusive")], "s a", "a g", "g e"),
                     ("idle_gateway", "g")),
    "field_conflict": (chart([step("a", yesno("p")), step("b", number("p"))],
                             "s a", "a b", "b e"), ("field_conflict", "b")),
    "field_twice": (chart([step("a", yesno("p"), yesno("p"))], "s a", "a e"), ("field_twice", "a")),
    "after a timer": (chart([step("a", yesno("p")), wait("w"), gateway("g", "exclusive", "g_e2")],
                            "s a", "a w", "w g", "g e1: p", "g e2"), ("not_asked", "g_e1")),
    "after a join": (chart([step("a", yesno("p")), step("b"), gateway("f", "parallel"),
                            gateway("j", "parallel"), gateway("g", "exclusive", "g_e2")],
                           "s f", "f a", "f b", "a j", "b j", "j g", "g e1: p", "g e2"),
                     ("not_asked", "g_e1")),
    "on one path only": (chart([step("b", yesno("q")), gateway("h", "exclusive", "h_m"),
                                step("a", yesno("p")), gateway("m", "exclusive"),
                                gateway("g", "exclusive", "g_e2")],
                               "s b", "b h", "h a: q", "h m", "a m", "m g", "g e1: p", "g e2"),
                         ("not_asked", "g_e1")),
    "after a refusal": (chart([step("a", yesno("p"), on_decline="a_g"), step("b"),
                               gateway("g", "exclusive", "g_e2")],
                              "s a", "a b", "a g", "b g", "g e1: p", "g e2"),
                        ("not_asked", "g_e1")),
    "inclusive left open": (chart([step("a", yesno("p")), gateway("g", "inclusive", "g_x"),
                                   step("x"), step("y")],
                                  "s a", "a g", "g x", "g y: p", "x e", "y e2"),
                            ("open_block", "g")),
    "inclusive closed by a parallel join": (
        chart([step("a", yesno("p")), gateway("g", "inclusive", "g_x"), step("x"), step("y"),
               gateway("j", "parallel")], "s a", "a g", "g x", "g y: p", "x j", "y j", "j e"),
        ("open_block", "g")),
    "inclusive entered": (
        chart([step("a", yesno("p"), yesno("q"), on_decline="a_y"), gateway("g", "inclusive", "g_x"),
               step("x"), step("y"), gateway("j", "inclusive")],
              "s a", "a g", "a y", "g x", "g y: p", "x j", "y j", "j e"),
        ("block_entered", "a_y")),
    "inclusive join alone": (
        chart([gateway("g", "parallel"), step("x"), step("y"), gateway("j", "inclusive")],
              "s g", "g x", "g y", "x j", "y j", "j e"), ("join_without_split", "j")),
    "inclusive reentered": (
        chart([step("a", yesno("p")), gateway("g", "inclusive", "g_x"), step("x", yesno("q")),
               gateway("h", "exclusive", "h_j"), step("y"), gateway("j", "inclusive")],
              "s a", "a g", "g x", "g y: p", "x h", "h j", "h g: q", "y j", "j e"),
        ("block_reentered", "g")),
    "one join for two splits": (
        chart([step("a", yesno("p")), gateway("g", "inclusive", "g_x"), step("x"),
               gateway("h", "inclusive", "h_y"), step("y"), step("z"), gateway("j", "inclusive")],
              "s a", "a g", "g x", "g h: p", "h y", "h z: p", "x j", "y j", "z j", "j e"),
        ("two_splits", "j")),
    "side branch joins": (
        chart([step("a"), clock("t", "a", interrupting=False), step("b")],
              "s a", "t b", "a b", "b e"), ("side_branch_joins", "t")),
    "side branch splits": (
        chart([step("a"), clock("t", "a", interrupting=False), gateway("g", "parallel"), step("b"),
               step("c"), gateway("j", "parallel")],
              "s a", "a e", "t g", "g b", "g c", "b j", "c j", "j e2"),
        ("side_branch_splits", "g")),
    "called": (chart([step("a"), call("k", "nothing")], "s a", "a k", "k e"), ("unknown_code", "k")),
    "told": (chart([step("a"), notice("n", "lane:X")], "s a", "a n", "n e"), ("unknown_code", "n")),
    "consent": (chart([step("a", consent=("everything",))], "s a", "a e"), ("unknown_code", "a")),
    "referral": (chart([step("a", referral=ReferralNeed("legal", "soon", "consent"))],
                       "s a", "a e"), ("unknown_code", "a")),
    "effect": (chart([step("a", effects=(Effect("mood", ("good",)),))], "s a", "a e"),
               ("unknown_code", "a")),
    "effect value": (chart([step("a", effects=(Effect("victim_status", ("good",)),))],
                           "s a", "a e"), ("unknown_code", "a")),
    "end reason": (chart([step("a"), End(id="e", **COMMON, run_end_reason="bored")],
                         "s a", "a e"), ("unknown_code", "e")),
    "notice": (chart([step("a", mandatory_notice=True)], "s a", "a e"),
               ("notice_without_basis", "a")),
    "source": (chart([step("a", basis=("ES_X",))], "s a", "a e"), ("unknown_source", "a")),
    "kind": (with_lane(entity_kinds=("club",)), ("unknown_code", "L")),
    "no kind": (with_lane(entity_kinds=()), ("lane_without_kind", "L")),
    "fixed": (with_lane(assign=Assign.FIXED), ("lane_entity", "L")),
    "words": (with_lane(labels={"es": "Solo"}), ("missing_label", "L")),
}  # fmt: skip


@pytest.mark.parametrize(("definition", "finding"), BROKEN.values(), ids=BROKEN)
def test_planted_faults_are_found(definition, finding):
    assert finding in found(definition)


def test_nodes_without_a_lane_and_lanes_without_nodes_are_found():
    definition = chart([step("a")], "s a", "a e")
    lanes = (Lane(id="M", labels=WORDS, entity_kinds=("health",)),)
    nodes = {name: replace(node, lane="M") for name, node in definition.nodes.items()}

    assert found(replace(definition, lanes=(*definition.lanes, *lanes), nodes=nodes)) == [
        ("empty_lane", "L")
    ]
    lost = replace(definition, nodes={**definition.nodes, "s": Start(id="s", labels=WORDS)})
    assert found(lost) == [("no_lane", "s")]


def test_only_errors_make_a_file_unsound():
    warnings = check(with_lane(labels={"es": "Solo"}))
    errors = check(BROKEN["no_exit"][0])

    assert ({f.severity for f in warnings}, is_sound(warnings)) == ({Severity.WARNING}, True)
    assert is_sound(errors) is False


def test_findings_begin_with_errors_and_speak():
    findings = check(replace(BROKEN["no_exit"][0], labels={"es": "Solo"}))
    severities = [finding.severity for finding in findings]

    assert severities == sorted(severities)
    assert [finding for finding in findings if not finding.message.endswith(".")] == []


def test_calls_of_known_protocols_are_accepted():
    definition = chart([step("a"), call("k", "ours")], "s a", "a k", "k e")

    assert check(definition, known_protocols=["ours"]) == []
