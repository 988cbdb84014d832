"""Conditions: what may be written, and what a missing answer does."""

import pytest

from protocols.expressions import compile_condition

ANSWERS = {"risk": "high", "danger": True, "age": 17.0}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("danger", True),
        ("!danger", False),
        ("danger == true", True),
        ("risk == 'high'", True),
        ('"high" == risk', True),
        ("risk != 'high'", False),
        ("age < 18", True),
        ("age >= 17.0 && (risk == 'low' || danger)", True),
        ("age == 17", True),
    ],
)
def test_conditions_are_evaluated(text, holds):
    condition = compile_condition(text)

    assert condition.problem == ""
    assert condition.holds(ANSWERS) is holds


@pytest.mark.parametrize("text", ["danger", "!danger", "risk != 'high'", "age < 18", "age >= 0"])
def test_a_missing_answer_makes_a_condition_false(text):
    assert compile_condition(text).holds({}) is False


def test_a_missing_answer_does_not_spoil_the_other_side_of_an_or():
    assert compile_condition("danger || risk == 'high'").holds({"danger": True}) is True


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("a" * 501, "too_long"),
        ("danger &&", "syntax"),
        ("(danger", "syntax"),
        ("risk in ['a']", "not_allowed"),
        ("risk.size() > 1", "not_allowed"),
        ("a.b == 1", "not_allowed"),
        ("danger ? danger : danger", "not_allowed"),
        ("1 + 1 == 2", "not_allowed"),
        ("{'a': 1}", "not_allowed"),
        ("risk == other", "not_a_comparison"),
        ("1 == 1", "not_a_comparison"),
        ("true", "not_a_comparison"),
        ("'high'", "not_a_comparison"),
        ("age < 18 < 20", "not_a_comparison"),
        ("__import__('os')", "not_a_comparison"),
    ],
)
def test_anything_else_is_refused_and_never_true(text, problem):
    condition = compile_condition(text)

    assert condition.problem == problem
    assert condition.holds(ANSWERS) is False
