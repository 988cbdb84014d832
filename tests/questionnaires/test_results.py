"""What is worked out of answers, against examples worked by hand."""

import pytest

from questionnaires.answers import results_of
from questionnaires.results import is_present, score
from questionnaires.selectors import latest


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "present"),
    [
        (0, 0, 0, False), (1, 0, 0, False), (0, 1, 0, False), (0, 0, 9, False),
        (2, 0, 0, True), (1, 1, 0, True), (1, 0, 1, True), (0, 3, 0, True), (0, 2, 1, True),
        (0, 2, 0, False), (0, 1, 9, False), (5, 5, 5, True),
    ],
)  # fmt: skip
def test_a_dimension_is_present_by_the_rule_of_2009(
    strong: int, medium: int, weak: int, present: bool
) -> None:
    assert is_present(strong, medium, weak) is present


def shown(code: str, **answers: object) -> dict[str, str]:
    form = latest(code)
    assert form is not None
    [result] = results_of(form, answers)
    return dict(result.lines)


def test_six_dimensions_of_a_woman_held_by_debt() -> None:
    """Deceived about the work and the pay (1 strong, 1 medium); debt on the way (1 medium);
    hours and pay (1 strong, 1 medium); papers, debt (2 strong); dependency (1 medium)."""
    told = shown(
        "detection_indicators",
        deceptive=["dec_job", "dec_conditions"],
        coercive=["rec_debt"],
        vulnerable=["vul_economic", "vul_beliefs"],
        exploited=["exp_hours", "exp_pay"],
        coerced=["coe_documents", "coe_debt"],
        dependent=["vd_dependency"],
    )
    assert told == {
        "Deceptive recruitment": "present (1 strong, 1 medium, 0 weak)",
        "Coercive recruitment": "not reached (0 strong, 1 medium, 0 weak)",
        "Recruitment by abuse of vulnerability": "not reached (0 strong, 1 medium, 1 weak)",
        "Exploitation": "present (1 strong, 1 medium, 0 weak)",
        "Coercion at destination": "present (2 strong, 0 medium, 0 weak)",
        "Abuse of vulnerability at destination": "not reached (0 strong, 1 medium, 0 weak)",
        "Means and exploitation together": "Yes, with means in 2 of five dimensions",
    }


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Exploitation is not reached"),
        ({"coerced": ["coe_documents", "coe_debt"]}, "Exploitation is not reached"),
        (
            {"exploited": ["exp_hours", "exp_pay"]},
            "Exploitation without means: enough for a child, not for an adult",
        ),
    ],
)
def test_means_and_exploitation_together(answers: dict[str, object], said: str) -> None:
    assert shown("detection_indicators", **answers)["Means and exploitation together"] == said


@pytest.mark.parametrize(
    ("answers", "points", "band"),
    [
        ({}, 0, "Low"),
        ({"contact": False, "closeness": "abroad", "afraid": "extreme"}, 0, "Low"),
        ({"contact": True, "violence_lately": "month"}, 3, "Low"),
        ({"contact": True, "closeness": "here"}, 4, "Medium"),
        ({"knows_place": True, "weapons": True, "closeness": "same_place"}, 9, "High"),
        (
            {
                "knows_place": True, "weapons": True, "closeness": "same_place",
                "contact": True, "threats_her": True, "violence_before": True,
            },
            15,
            "Extreme",
        ),
    ],
)  # fmt: skip
def test_points_of_risk(answers: dict[str, object], points: int, band: str) -> None:
    assert shown("risk_assessment", **answers) == {"Points": str(points), "What they suggest": band}


def test_what_she_tells_in_words_never_counts() -> None:
    assert shown("risk_assessment", reasons="contact", again_on="2026-01-01")["Points"] == "0"
    assert (
        score({"a": True, "b": False, "c": ["x", "y"], "d": "x"}, {"a": 1, "b": 2, "c=y": 4}) == 5
    )
