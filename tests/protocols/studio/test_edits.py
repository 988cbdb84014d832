"""Changes of flowcharts: whatever is done in whatever order can be written, read and drawn."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from protocols.checker import check, is_sound
from protocols.definition import Definition
from protocols.durations import parse_duration
from protocols.elements import BoundaryTimer, GatewayKind, Lane, Timer, UserTask
from protocols.layout import lay_out
from protocols.parser import parse
from protocols.studio import edits
from protocols.studio.edits import Unfit, UnfitCode, fresh_id
from protocols.studio.edits.ground import reached
from protocols.writer import write
from tests.protocols.charts import (
    COMMON,
    EVERYTHING,
    LOOP,
    WORDS,
    chart,
    gateway,
    inclusive,
    interrupted,
    notice,
    number,
    parallel,
    step,
    wait,
    yesno,
)

Edit = Callable[[Definition, Random], Definition]
DAY = Timer(parse_duration("P1D"))


def new_step(definition: Definition) -> UserTask:
    return step(fresh_id(definition, "step"))


def some_node(definition: Definition, random: Random) -> str:
    return random.choice(list(definition.nodes))


def some_flow(definition: Definition, random: Random) -> str:
    return random.choice(list(definition.flows))


def timer_on(definition: Definition, random: Random, *, interrupting: bool) -> BoundaryTimer:
    return BoundaryTimer(
        id=fresh_id(definition, "timer"),
        **COMMON,
        attached_to=some_node(definition, random),
        timer=DAY,
        interrupting=interrupting,
    )


EDITS: dict[str, Edit] = {
    "insert": lambda d, r: edits.insert(d, some_flow(d, r), new_step(d)),
    "insert_wait": lambda d, r: edits.insert(d, some_flow(d, r), wait(fresh_id(d, "wait"))),
    "insert_split": lambda d, r: edits.insert_split(
        d, some_flow(d, r), r.choice(list(GatewayKind)), new_step(d)
    ),
    "add_branch": lambda d, r: edits.add_branch(
        d, some_node(d, r), new_step(d), some_node(d, r)
    ),
    "redirect": lambda d, r: edits.redirect(d, some_flow(d, r), some_node(d, r)),
    "remove": lambda d, r: edits.remove(d, some_node(d, r)),
    "remove_flow": lambda d, r: edits.remove_flow(d, some_flow(d, r)),
    "move": lambda d, r: edits.move(d, some_node(d, r), some_flow(d, r)),
    "add_timer": lambda d, r: edits.add_timer(
        d, timer_on(d, r, interrupting=True), some_node(d, r)
    ),
    "add_side_timer": lambda d, r: edits.add_side_timer(
        d, timer_on(d, r, interrupting=False), new_step(d)
    ),
    "set_decline": lambda d, r: edits.set_decline(
        d, some_node(d, r), r.choice(["", some_node(d, r)])
    ),
    "set_kind": lambda d, r: edits.set_kind(d, some_node(d, r), r.choice(list(GatewayKind))),
    "set_default": lambda d, r: edits.set_default(d, some_flow(d, r)),
    "set_condition": lambda d, r: edits.set_condition(
        d, some_flow(d, r), r.choice(["", "p == true", "nonsense ("])
    ),
    "set_words": lambda d, r: edits.set_flow_labels(d, some_flow(d, r), {"eu": "Bai & <ez>"}),
    "put_field": lambda d, r: edits.put_field(d, some_node(d, r), yesno("p"), is_new=True),
    "remove_field": lambda d, r: edits.remove_field(d, some_node(d, r), "p"),
    "add_lane": lambda d, _r: edits.add_lane(d, Lane(id=fresh_id(d, "lane"), labels={"pt": "Raia"})),
    "move_lane": lambda d, r: edits.move_lane(d, r.choice(d.lanes).id, down=r.random() < 0.5),
    "remove_lane": lambda d, r: edits.remove_lane(d, r.choice(d.lanes).id),
    "change_lane": lambda d, r: edits.put_node(
        d, replace(d.nodes[some_node(d, r)], lane=r.choice(d.lanes).id)
    ),
    "set_about": lambda d, _r: edits.set_about(d, {"pt": "Fluxograma", "en": "Flowchart"}),
}  # fmt: skip
BEGUN = {
    "everything": EVERYTHING, "loop": LOOP, "parallel": parallel(), "inclusive": inclusive(),
    "interrupted": interrupted(), "two steps": chart([step("a")], "s a", "a e"),
}  # fmt: skip


@pytest.mark.parametrize("name", BEGUN)
def test_any_sequence_of_changes_can_be_written_read_and_drawn(name: str) -> None:
    """Which also means that no change leaves an element that nothing leads to."""
    done: set[str] = set()
    for seed in range(8):
        random = Random(f"{name}{seed}")
        definition = BEGUN[name]
        for _turn in range(25):
            kind = random.choice(list(EDITS))
            try:
                changed = EDITS[kind](definition, random)
            except Unfit:
                continue
            done.add(kind)
            assert reached(definition) < set(definition.nodes) or reached(changed) == set(
                changed.nodes
            ), kind
            assert parse(write(changed)) == changed, kind
            assert set(lay_out(changed).shapes) == set(changed.nodes), kind
            if len(changed.nodes) < 10:
                check(changed)
            definition = changed

    assert len(done) > len(EDITS) / 2


def test_all_changes_are_tried() -> None:
    """A kind of change that is always unfit would be proved by nothing."""
    done: set[str] = set()
    for kind, edit in EDITS.items():
        for seed in range(200):
            try:
                done |= {kind} if edit(EVERYTHING, Random(seed)) != EVERYTHING else set()
            except Unfit:
                continue
    done |= {"remove_lane", "move_lane", "change_lane"}  # of its one lane

    assert done == set(EDITS)


def test_insert_puts_a_step_between_two() -> None:
    changed = edits.insert(chart([step("a")], "s a", "a e"), "s_a", step("b"))

    assert [(f.source, f.target) for f in changed.flows.values()] == [
        ("s", "b"), ("b", "a"), ("a", "e"),
    ]  # fmt: skip


def test_a_split_has_a_straight_way_and_asks_for_a_condition_only() -> None:
    before = chart([step("a", yesno("p"))], "s a", "a e")
    split = edits.insert_split(before, "a_e", GatewayKind.EXCLUSIVE, step("b"))

    assert [f.code for f in check(split) if f.severity == "error"] == ["no_condition"]
    entry = next(flow for flow in split.flows.values() if flow.target == "b")
    assert is_sound(check(edits.set_condition(split, entry.id, "p == true")))


@pytest.mark.parametrize("kind", [GatewayKind.PARALLEL, GatewayKind.INCLUSIVE])
def test_other_splits_are_closed_by_their_own_kind(kind: GatewayKind) -> None:
    before = chart([step("a", yesno("p"))], "s a", "a e")
    split = edits.insert_split(before, "a_e", kind, step("b"))
    entry = next(flow for flow in split.flows.values() if flow.target == "b")
    if kind is GatewayKind.INCLUSIVE:
        split = edits.set_condition(split, entry.id, "p == true")
    join = next(name for name in split.nodes if name.startswith("join"))
    split = edits.add_branch(split, entry.source, step("c"), join)
    if kind is GatewayKind.INCLUSIVE:
        entry = next(flow for flow in split.flows.values() if flow.target == "c")
        split = edits.set_condition(split, entry.id, "p == false")

    assert is_sound(check(split))


def test_removing_the_only_step_of_a_branch_removes_the_split() -> None:
    before = chart([step("a", yesno("p"))], "s a", "a e")
    split = edits.insert_split(before, "a_e", GatewayKind.EXCLUSIVE, step("b"))

    after = edits.remove(split, "b")

    assert set(after.nodes) == {"s", "a", "e"}
    assert [(f.source, f.target) for f in after.flows.values()] == [("s", "a"), ("a", "e")]


def test_removing_a_step_takes_its_timers_and_what_only_they_led_to() -> None:
    after = edits.remove(interrupted(), "a")

    assert set(after.nodes) == {"s", "b", "e"}


def test_moving_a_step_takes_its_timer_and_its_refusal_with_it() -> None:
    before = chart(
        [step("a", on_decline="a_c"), step("b"), step("c")],
        "s a", "a b", "a c", "b c", "c e",
    )  # fmt: skip

    after = edits.move(before, "a", "c_e")

    assert {(f.source, f.target) for f in after.flows.values()} == {
        ("s", "b"), ("b", "c"), ("c", "a"), ("a", "e"), ("a", "c"),
    }  # fmt: skip
    assert after.steps["a"].on_decline == "a_c"


def test_a_refusal_may_lead_elsewhere_and_back() -> None:
    before = chart([step("a"), step("b")], "s a", "a b", "b e")
    elsewhere = edits.set_decline(before, "a", "e")

    assert elsewhere.flows[elsewhere.steps["a"].on_decline].target == "e"
    assert edits.set_decline(elsewhere, "a", "e") == elsewhere
    assert edits.set_decline(elsewhere, "a", "") == before


def test_a_gateway_that_begins_to_ask_gets_a_default() -> None:
    after = edits.set_kind(parallel(), "g", GatewayKind.EXCLUSIVE)

    assert after.nodes["g"] == gateway("g", "exclusive", "g_a")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: edits.remove(d, "s"), UnfitCode.KEPT),
        (lambda d: edits.remove(d, "e"), UnfitCode.KEPT),
        (lambda d: edits.remove(d, "nobody"), UnfitCode.UNKNOWN),
        (lambda d: edits.move(d, "g", "c_e"), UnfitCode.NOT_MOVABLE),
        (lambda d: edits.move(d, "c", "c_e"), UnfitCode.SAME_PLACE),
        (lambda d: edits.redirect(d, "c_e", "s"), UnfitCode.NO_TARGET),
        (lambda d: edits.redirect(d, "c_e", "c"), UnfitCode.NO_TARGET),
        (lambda d: edits.remove_flow(d, "c_e"), UnfitCode.KEPT),
        (lambda d: edits.remove_lane(d, "L"), UnfitCode.LANE_IN_USE),
        (lambda d: edits.set_default(d, "g_a"), UnfitCode.NOT_SPLIT),
        (lambda d: edits.add_branch(d, "c", step("z"), "e"), UnfitCode.NOT_SPLIT),
        (lambda d: edits.put_field(d, "g", number("n"), is_new=True), UnfitCode.UNKNOWN),
        (lambda d: edits.put_node(d, notice("c")), UnfitCode.UNKNOWN),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_unfit(
    change: Callable[[Definition], Definition], code: UnfitCode
) -> None:
    with pytest.raises(Unfit) as refused:
        change(parallel())

    assert refused.value.code is code


def test_labels_of_one_language_are_not_taken_for_another() -> None:
    basque = replace(chart([step("a")], "s a", "a e"), labels={"eu": "Fluxua"})
    basque = edits.put_node(basque, replace(basque.nodes["a"], labels={"pt": "Passo", **WORDS}))

    assert parse(write(basque)) == basque
    assert parse(write(edits.set_about(basque, {"pt": "Fluxo"}))).labels == {"pt": "Fluxo"}
