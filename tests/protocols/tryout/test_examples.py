"""Example cases: the small format, and where a run leaves the path it should take."""

import pytest
import yaml

from protocols.actions import Action, Deed
from protocols.tryout.examples import Example, MalformedExample, read_examples
from protocols.tryout.walks import choices, run_example, walk
from tests.protocols.charts import (
    EVERYTHING,
    LOOP,
    chart,
    clock,
    gateway,
    inclusive,
    interrupted,
    parallel,
    step,
    yesno,
)

FILE = """
- name: {es: "Dice que no", en: "She says no"}
  moves:
    - {do: complete, element: a, answers: {p: true, q: true}}
    - {do: complete, element: y}
    - {do: decline, element: x}
    - {do: complete, element: x2}
  path: [a, y, x, x2, e]
"""


def done(element: str, **answers: object) -> Action:
    return Action(Deed.COMPLETE, element, answers)


def example(*path: str, moves: tuple[Action, ...]) -> Example:
    return Example({"en": "One"}, moves, path)


def test_a_file_is_read_and_holds():
    (read,) = read_examples(yaml.safe_load(FILE))

    assert read.names["en"] == "She says no"
    assert read.moves[2] == Action(Deed.DECLINE, "x")
    assert run_example(inclusive(), read).holds


def test_an_example_is_stored_and_read_again_unchanged():
    (read,) = read_examples(yaml.safe_load(FILE))

    assert Example.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {"name": {"es": "x"}},
        {"name": {"es": "x"}, "moves": [], "path": [], "more": 1},
        {"name": {}, "moves": [], "path": []},
        {"name": {"fr": "x"}, "moves": [], "path": []},
        {"name": {"es": " "}, "moves": [], "path": []},
        {"name": {"es": "x"}, "moves": "abc", "path": []},
        {"name": {"es": "x"}, "moves": [{"do": "jump", "element": "a"}], "path": []},
        {"name": {"es": "x"}, "moves": [{"do": [], "element": "a"}], "path": []},
        {"name": {"es": "x"}, "moves": [{"do": "fire", "element": "a", "answers": {"p": True}}], "path": []},
        {"name": {"es": "x"}, "moves": [{"do": "complete", "element": "a", "answers": {"p": []}}], "path": []},
        {"name": {"es": "x"}, "moves": [{"do": "complete", "element": "a"}] * 201, "path": []},
        {"name": {"es": "x"}, "moves": [], "path": [3]},
    ],
)  # fmt: skip
def test_what_is_no_example_is_refused(wrong):
    with pytest.raises(MalformedExample):
        Example.from_json(wrong)


def test_order_does_not_count_among_what_one_move_reaches():
    moves = (done("a"), done("b"), done("c"))

    assert run_example(parallel(), example("b", "a", "c", "e", moves=moves)).holds


def test_it_says_what_came_instead_and_after_which_move():
    moves = (done("a", p=True), done("x"))
    outcome = run_example(inclusive(), example("a", "y", "x2", moves=moves))

    assert (outcome.holds, outcome.after) == (False, moves[0])
    assert (outcome.missing, outcome.unexpected) == (("y",), ("x",))


def test_it_says_which_move_could_not_be_made():
    moves = (done("a"), done("c"))
    outcome = run_example(interrupted(), example("a", "b", "e", moves=moves))

    assert (outcome.after, outcome.failed) == (moves[0], moves[1])


def test_it_says_what_never_came_at_the_end():
    outcome = run_example(parallel(), example("a", "b", "c", moves=(done("a"),)))

    assert (outcome.after, outcome.missing, outcome.unexpected) == (done("a"), ("c",), ())


@pytest.mark.parametrize(
    "move", [done("a", p="perhaps"), done("a", nothing=True), done("nowhere"), done("g")]
)
def test_an_impossible_move_is_told_and_never_raised(move):
    assert run_example(inclusive(), example("a", moves=(move,))).failed == move


def test_an_unsound_flowchart_stops_the_walk_where_it_breaks():
    stuck = chart(
        [step("a", yesno("p")), gateway("g", "exclusive"), step("b"), step("c")],
        "s a", "a g", "g b: p", "g c: !p", "b e", "c e",
    )  # fmt: skip
    walked = walk(stuck, [done("a")])

    assert walked.failed == done("a")
    assert (walked.path, walked.moves, list(walked.state.steps)) == (("a",), (), ["a"])


def test_choices_are_open_steps_and_timers_with_what_they_are_on():
    open_now = choices(LOOP, walk(LOOP, []).state)

    assert open_now.steps == ("a",)
    assert open_now.timers == (("t", "a"), ("t2", "a"))
    waits = walk(LOOP, [done("a", p=False), done("b")])
    assert choices(LOOP, waits.state).timers == (("w", ""),)
    assert waits.path == ("a", "b", "w")


def test_notices_calls_and_ends_are_on_the_path_but_no_timers_of_steps():
    taken = walk(EVERYTHING, [done("a", p=False), done("b"), done("c", c="y")])

    assert taken.path == ("a", "b", "m", "m2", "c", "k", "e")
    assert taken.state.ended


def test_a_walk_follows_timers():
    circle = chart([step("a"), clock("t", "a")], "s a", "a e", "t a", name="circle")

    assert walk(circle, [Action(Deed.FIRE, "t"), Action(Deed.FIRE, "t")]).path == ("a", "a", "a")
