"""Runs that come to harm: each planted fault is found with a shortest way to it."""

from itertools import pairwise

import pytest
from django.utils.translation import override

from protocols.checker import check
from protocols.checker.faults import find_faults
from protocols.checker.space import Space
from protocols.definition import Definition
from tests.protocols.charts import (
    EVERYTHING,
    chart,
    choice,
    clock,
    gateway,
    number,
    step,
    wait,
    yesno,
)


def faults(definition: Definition) -> list[tuple[str, str, list[str]]]:
    """Code, element and way: `a`, `a p=True`, `no a` for a refusal, `!t` for a timer."""
    return [
        (
            str(fault.code),
            fault.element,
            [
                {"complete": "", "decline": "no ", "fire": "!"}[action.deed]
                + action.element
                + "".join(f" {name}={answer}" for name, answer in action.answers.items())
                for action in fault.path
            ],
        )
        for fault in find_faults(definition)
    ]


REFERRAL = ("referral_service",)
PAIR = [step("x"), step("y"), step("z")]

FAULTY = {
    "one branch chosen, both awaited": (
        chart([step("a", yesno("p")), gateway("g", "exclusive", "g_y"), *PAIR[:2],
               gateway("j", "parallel")],
              "s a", "a g", "g x: p", "g y", "x j", "y j", "j e"),
        ("deadlock", "j", ["a", "y"])),
    "both branches opened, neither awaited": (
        chart([gateway("g", "parallel"), *PAIR, gateway("m", "exclusive")],
              "s g", "g x", "g y", "x m", "y m", "m z", "z e"),
        ("step_doubled", "z", ["x", "y"])),
    "a branch that leaves its block": (
        chart([gateway("g", "parallel"), step("x", yesno("p")), gateway("h", "exclusive", "h_j"),
               step("y"), gateway("j", "parallel")],
              "s g", "g x", "g y", "x h", "h j", "h e2: p", "y j", "j e"),
        ("deadlock", "j", ["x p=True", "y"])),
    "a refusal that leaves its block": (
        chart([gateway("g", "parallel"), step("x", on_decline="x_e2"), step("y"),
               gateway("j", "parallel")],
              "s g", "g x", "g y", "x j", "x e2", "y j", "j e"),
        ("deadlock", "j", ["no x", "y"])),
    "a timer into a join": (
        chart([gateway("g", "parallel"), step("x"), clock("t", "x"), step("y"),
               gateway("j", "parallel")],
              "s g", "g x", "g y", "x j", "t j", "y j", "j e"),
        ("deadlock", "j", ["x", "y"])),
    "a circle back into a block": (
        chart([gateway("m", "exclusive"), gateway("g", "parallel"), step("x", yesno("p")),
               gateway("h", "exclusive", "h_j"), step("y"), gateway("j", "parallel")],
              "s m", "m g", "g x", "g y", "x h", "h m: p", "h j", "y j", "j e"),
        ("step_doubled", "y", ["x p=True"])),
    "a branch that comes twice": (
        chart([gateway("g", "parallel"), *PAIR, gateway("m", "exclusive"),
               gateway("j", "parallel")],
              "s g", "g x", "g y", "g z", "x m", "y m", "m j", "z j", "j e"),
        ("step_doubled", "j", ["x", "y"])),
    "a wait that starts twice": (
        chart([gateway("g", "parallel"), *PAIR[:2], gateway("m", "exclusive"), wait("w")],
              "s g", "g x", "g y", "x m", "y m", "m w", "w e"),
        ("step_doubled", "w", ["x", "y"])),
    "an inclusive split closed by a parallel join": (
        chart([step("a", yesno("p")), gateway("g", "inclusive", "g_x"), *PAIR[:2],
               gateway("j", "parallel")],
              "s a", "a g", "g x", "g y: p", "x j", "y j", "j e"),
        ("deadlock", "j", ["a", "x"])),
    "two conditions that exclude each other": (
        chart([step("a", number("n")), gateway("g", "exclusive", "g_x"),
               gateway("h", "exclusive", "h_y"), *PAIR],
              "s a", "a g", "g h: n > 5", "g x", "h z: n < 3", "h y", "x e", "y e", "z e"),
        ("unreachable", "z", [])),
    "a circle that no answer leaves": (
        chart([step("a", yesno("p")), gateway("g", "exclusive", "g_a"),
               gateway("h", "exclusive", "h_a")],
              "s a", "a g", "g h: p", "g a", "h e: !p", "h a"),
        ("cannot_end", "a", [])),
    "a refusal that is asked again for ever": (
        chart([step("b"), step("a", consent=REFERRAL, on_decline="a_w"), wait("w"), step("c")],
              "s b", "b a", "a c", "a w", "w a", "c e"),
        ("consent_trap", "a", ["b"])),
    "a refusal of the last of two": (
        chart([step("a", consent=REFERRAL), step("b", consent=REFERRAL, on_decline="b_a")],
              "s a", "a b", "b a", "b e"),
        ("consent_trap", "b", ["a"])),
    "a side branch that goes on for ever": (
        chart([step("a"), clock("t", "a", interrupting=False), step("x", yesno("p")),
               gateway("g", "exclusive", "g_x"), gateway("h", "exclusive", "h_x")],
              "s a", "a e", "t x", "x g", "g h: p", "g x", "h e2: !p", "h x"),
        ("cannot_end", "x", ["!t"])),
}  # fmt: skip


@pytest.mark.parametrize(("definition", "expected"), FAULTY.values(), ids=FAULTY)
def test_planted_faults_are_shown_by_a_shortest_way(definition, expected):
    assert expected in faults(definition)


SOUND = {
    "answers that exclude each other do not open both": chart(
        [step("a", choice("c", "v", "w")), gateway("g", "exclusive", "g_x"), *PAIR[:2],
         gateway("m", "exclusive"), step("z")],
        "s a", "a g", "g x", "g y: c == 'v'", "x m", "y m", "m z", "z e"),
    "a refusal goes on": chart(
        [step("a", consent=REFERRAL), step("b", consent=REFERRAL, on_decline="b_e2")],
        "s a", "a b", "b e", "b e2"),
    "a refusal that time ends": chart(
        [step("a", consent=REFERRAL, on_decline="a_b"), step("b"), clock("t", "b"), step("c")],
        "s a", "a c", "a b", "b a", "t e", "c e"),
    "an inclusive block in a parallel one": chart(
        [step("a", yesno("p"), yesno("q")), gateway("f", "parallel"),
         gateway("g", "inclusive", "g_z"), *PAIR, gateway("j", "inclusive"), step("b"),
         gateway("k", "parallel")],
        "s a", "a f", "f g", "f b", "g x: p", "g y: q", "g z", "x j", "y j", "z j", "j k", "b k",
        "k e"),
}  # fmt: skip


@pytest.mark.parametrize("definition", SOUND.values(), ids=SOUND)
def test_sound_runs_raise_no_alarm(definition):
    assert faults(definition) == []


def broad(branches: int, length: int, *, tangled: bool) -> Definition:
    """Parallel branches; a tangled one asks the same everywhere, so that no short cut is open."""
    names = [[f"b{i}_{k}" for k in range(length)] for i in range(branches)]
    arrows = ["s f", "j d", "d e: p", "d e2"]
    for branch in names:
        arrows += [f"f {branch[0]}", f"{branch[-1]} j"]
        arrows += [f"{one} {two}" for one, two in pairwise(branch)]
    steps = [step(name, *([yesno("p")] if tangled else [])) for branch in names for name in branch]
    return chart(
        [
            *steps,
            gateway("f", "parallel"),
            gateway("j", "parallel"),
            gateway("d", "exclusive", "d_e2"),
        ],
        *arrows,
    )


def test_many_branches_that_do_not_meet_are_no_trouble():
    assert faults(broad(8, 20, tangled=False)) == [("unreachable", "e", [])]


def test_what_cannot_be_tried_out_is_not_called_sound():
    assert faults(broad(8, 8, tangled=True)) == [("too_complex", "", [])]


def test_every_state_is_visited_once():
    space = Space(EVERYTHING)
    known = [str((sorted(v.state.steps), sorted(v.state.timers), v.state.joins, v.state.answers))
             for v in space.visits]  # fmt: skip

    assert space.is_complete
    assert len(set(known)) == len(known)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "“Words” (Words Yes) → “Words”"),
        ("es", "«Words» (Words Sí) → «Words»"),
        ("pt", "«Words» (Words Sim) → «Words»"),
        ("eu", "«Words» (Words Bai) → «Words»"),
    ],
)
def test_findings_tell_the_way_in_words_and_as_moves(language, words):
    definition = FAULTY["a branch that leaves its block"][0]

    with override(language):
        finding = next(item for item in check(definition) if item.code == "deadlock")

    assert words in finding.message
    assert finding.to_json()["path"] == [
        {"do": "complete", "element": "x", "answers": {"p": True}},
        {"do": "complete", "element": "y"},
    ]


def test_refusals_and_timers_are_told_too():
    trap = FAULTY["a refusal that is asked again for ever"][0]
    definition = chart(
        [gateway("g", "parallel"), step("x", on_decline="x_j"), step("y"), clock("t", "y"),
         gateway("j", "parallel")],
        "s g", "g x", "g y", "x e2", "x j", "y e3", "t j", "j e",
    )  # fmt: skip

    with override("en"):
        message = next(f.message for f in check(definition) if f.code == "deadlock")
        trapped = next(f.message for f in check(trap) if f.code == "consent_trap")

    assert "“Words” is refused" in message or "the time of “Words” is up" in message
    assert trapped.endswith("Shortest way there: “Words”.")
