"""Which arrows were passed."""

import pytest

from protocols.ways import passed
from tests.protocols.charts import EVERYTHING, LOOP, chart, interrupted, parallel, step


@pytest.mark.parametrize(
    ("definition", "source", "target", "more", "arrows"),
    [
        (parallel(), "", "a", {}, {"s_g", "g_a"}),
        (parallel(), "a", "c", {}, {"a_j", "j_c"}),
        (parallel(), "c", "e", {}, {"c_e"}),
        (parallel(), "c", "a", {}, set()),
        (interrupted(), "a", "b", {}, {"a_b"}),
        (interrupted(), "a", "c", {"fired": {"t"}}, {"t_c"}),
        (interrupted(), "a", "c", {}, set()),
        (LOOP, "a", "a", {}, {"a_g", "g_a"}),
        (LOOP, "b", "a", {}, {"b_w", "w_a"}),
        (EVERYTHING, "a", "b", {"declined": True}, {"a_b"}),
        (EVERYTHING, "a", "b", {}, {"a_g"}),
        (EVERYTHING, "b", "c", {}, {"b_f", "j_c"}),
        (EVERYTHING, "gone", "c", {}, set()),
        (EVERYTHING, "a", "gone", {}, set()),
    ],
)
def test_only_what_every_way_shares_was_passed(definition, source, target, more, arrows):
    assert passed(definition, source, target, **more) == arrows


def test_an_unfinished_draft_does_not_fail():
    assert passed(chart([step("a")], "s a"), "a", "s") == frozenset()
