"""What is different, in words."""

from dataclasses import replace

import pytest

from protocols.definition import Definition
from protocols.differences.comparing import Change, Place, compare
from protocols.differences.words import ASPECTS, OF_CHART, differences, tell_differences
from protocols.durations import parse_duration
from protocols.elements import DueKind, Lane, Node
from protocols.expressions import compile_condition
from tests.protocols.charts import EVERYTHING, chart, clock, gateway, step, yesno

NAMES = {"a": "Ask", "b": "Shelter", "c": "Word"}


def called(name: str, **more: object) -> Node:
    return replace(step(name, **more), labels={"en": NAMES[name]})


BEFORE = chart([called("a"), called("b")], "s a", "a b", "b e")


def with_node(node: Node, start: Definition = BEFORE) -> Definition:
    return replace(start, nodes={**start.nodes, node.id: node})


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"due": parse_duration("P2D")}, "deadline: none → 2 days"),
        ({"due_kind": DueKind.LEGAL}, "where the deadline comes from: agreed between services → set by law"),
        ({"consent": ("referral_specialised",)}, "consent: none → Referral to a specialised entity"),
        ({"labels": {"en": "Ask her"}}, "words: Ask → Ask her"),
        ({"labels": {"en": "Ask", "eu": "Galdetu"}}, "words"),
        ({"lane": "M"}, "lane: Words → M"),
        ({"fields": (yesno("p"),)}, "answers it asks: none → Words (Yes or no)"),
        ({"on_decline": "a_b"}, "what happens when she refuses: none → Shelter"),
        ({"mandatory_notice": True}, "duty to notify: No → Yes"),
    ],
)  # fmt: skip
def test_a_changed_step_says_what_was_and_what_is(changed, detail):
    after = with_node(replace(BEFORE.nodes["a"], **changed))

    (told,) = tell_differences(BEFORE, after)

    assert (told.change, told.details) == (Change.CHANGED, (detail,))


def test_steps_that_come_and_go_are_told():
    after = chart([called("a"), called("c")], "s a", "a c", "c e")

    assert differences(BEFORE, after) == ["Step “Word”: new", "Step “Shelter”: gone"]
    assert differences(after, BEFORE) == ["Step “Shelter”: new", "Step “Word”: gone"]


def test_nothing_is_different_from_itself():
    assert differences(EVERYTHING, EVERYTHING) == []


def test_an_arrow_that_leads_elsewhere_is_told():
    after = replace(BEFORE, flows={**BEFORE.flows, "a_b": replace(BEFORE.flows["a_b"], target="e")})

    assert differences(BEFORE, after) == ["Arrow “Ask → Words” changed: where it leads: Shelter → Words"]  # fmt: skip


def test_a_condition_is_told():
    nodes = [step("a", yesno("p")), gateway("g", "exclusive", "g_c"), called("b"), called("c")]
    before = chart(nodes, "s a", "a g", "g b: p", "g c", "b e", "c e")
    after = replace(
        before,
        flows={**before.flows, "g_b": replace(before.flows["g_b"], condition=compile_condition("!p"))},
    )  # fmt: skip

    (told,) = tell_differences(before, after)
    assert told.details == ("answers on which it is taken: p → !p",)


def test_a_timer_is_told():
    before = chart([called("a"), clock("t", "a"), called("b"), called("c")], "s a", "a b", "t c", "b e", "c e")  # fmt: skip
    timer = replace(before.nodes["t"].timer, duration=parse_duration("P3D"))
    after = with_node(replace(before.nodes["t"], timer=timer, interrupting=False), before)

    (told,) = tell_differences(before, after)
    assert told.details == ("time: 1 hour → 3 days", "whether the step is cancelled: Yes → No")


def test_another_kind_of_thing_under_the_same_id_is_told():
    after = with_node(gateway("a", "parallel"))

    assert [one.aspects for one in compare(BEFORE, after)] == [("type",)]
    (told,) = tell_differences(BEFORE, after)
    assert told.details == ("what it is: Step → Branches come together",)


def test_the_chart_and_its_lanes_are_told():
    lanes = (
        Lane(id="M", labels={"en": "Police"}),
        replace(BEFORE.lanes[0], entity_kinds=("police",)),
    )
    after = replace(BEFORE, labels={"en": "Other"}, lanes=lanes)

    assert differences(BEFORE, after) == [
        "The name of the flowchart",
        "Lane “Police”: new",
        "Lane “Words” changed: kinds of entity: Specialised NGO → Police",
    ]


def test_every_field_of_every_element_has_words():
    for item in [*EVERYTHING.nodes.values(), *EVERYTHING.flows.values(), *EVERYTHING.lanes]:
        other = {name for name in item.__dataclass_fields__ if name != "id"}
        assert other <= ASPECTS.keys()
    assert OF_CHART.keys() == {"labels", "sources", "order"}


@pytest.mark.parametrize("other", [BEFORE, chart([], "s e")])
def test_no_two_states_fail(other):
    for one, two in ((EVERYTHING, other), (other, EVERYTHING)):
        found = tell_differences(one, two)
        assert all(told.text for told in found)
        assert len(found) == len(compare(one, two))
        assert {place.place for place in compare(one, two)} <= set(Place)
