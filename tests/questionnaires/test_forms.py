"""A form as a page asks it: what is typed, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from questionnaires.answers import checked_answers, say_answer, unanswered
from questionnaires.definitions import ItemType
from questionnaires.forms import QuestionnaireForm, initial_of
from questionnaires.selectors import latest, questionnaires


def sent(code: str, **answers: object) -> QuestionnaireForm:
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = latest(code)
    assert form is not None
    return QuestionnaireForm(data, questionnaire=form)


NEEDED = {"minor_or_doubt": "no", "emergency": "no", "danger": "no"}


def test_what_must_be_answered_is_asked_for_and_a_draft_asks_nothing() -> None:
    assert sorted(sent("detection_indicators").errors) == ["danger", "emergency", "minor_or_doubt"]
    assert sent("detection_indicators", draft="1").errors == {}
    assert sent("detection_indicators", **NEEDED).errors == {}


def test_a_question_of_some_is_needed_of_them_alone() -> None:
    assert sent("risk_assessment", high_risk="no").errors == {}
    assert list(sent("risk_assessment", high_risk="yes").errors) == ["reasons"]
    told = sent("risk_assessment", high_risk="no").fields["reasons"].help_text
    assert told.startswith("Only if “High or extreme risk?” is: Yes.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interviews", "many"), ("interviews", "0"), ("interviews", "100"), ("interviews", "nan"),
        ("first_on", "2026-02-30"), ("first_on", "yesterday"), ("first_on", "1492-10-12"),
        ("first_on", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("finding", "guilty"), ("kinds", ["sexual", "made_up"]), ("safe_place", "perhaps"),
        ("account", "x" * 20_001), ("account", "a\x00b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("draft", [False, True])
def test_impossible_answers_are_refused_beside_their_question(
    name: str, value: object, draft: bool
) -> None:
    given = {"interviews": "1", "finding": "none", name: value} | ({"draft": "1"} if draft else {})
    form = sent("detection_report", **given)
    assert list(form.errors) == [name]
    assert form.data.getlist(name) == (value if isinstance(value, list) else [value])


def test_a_day_to_come_where_one_is_planned() -> None:
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    form = sent("risk_assessment", high_risk="no", again_on=day)
    assert form.is_valid()
    assert form.answers() == {"high_risk": False, "again_on": day}


def test_stored_answers_come_back_as_they_were_typed() -> None:
    given = {**NEEDED, "coerced": ["coe_debt"], "account": "She said so."}
    form = sent("detection_indicators", **given)
    assert form.is_valid()
    assert initial_of(form.answers()) == given


@pytest.mark.parametrize("code", [form.code for form in questionnaires()])
def test_an_empty_draft_of_every_form_is_valid_and_drawn(code: str) -> None:
    form = sent(code, draft="1")
    assert form.is_valid()
    assert form.answers() == {}
    assert form.as_div().count("<textarea") == sum(
        item.type is ItemType.NARRATIVE for item in form.questionnaire.items.values()
    )


def test_services_trust_no_form() -> None:
    form = latest("risk_assessment")
    assert form is not None
    with pytest.raises(TypeError, match="colour"):
        checked_answers(form, {"colour": "red"}, complete=False)
    for name, answer in {
        "high_risk": "yes", "closeness": "next_door", "protects": ["place", "luck"],
        "again_on": "soon", "reasons": 3, "contact": 1,
    }.items():  # fmt: skip
        with pytest.raises(ValidationError) as error:
            checked_answers(form, {name: answer}, complete=False)
        assert list(error.value.message_dict) == [name]
    with pytest.raises(ValidationError) as error:
        checked_answers(form, {}, complete=True)
    assert list(error.value.message_dict) == ["high_risk"]


def test_answers_are_said_in_words() -> None:
    form = latest("risk_assessment")
    assert form is not None
    said = {
        name: say_answer(form.items[name], answer)
        for name, answer in {
            "contact": True, "closeness": "here", "protects": ["place", "phone"],
            "reasons": "As she says.", "again_on": "2026-03-01",
        }.items()
    }  # fmt: skip
    assert said == {
        "contact": "Yes",
        "closeness": "In this territory",
        "protects": "A place they do not know\nA telephone of her own",
        "reasons": "As she says.",
        "again_on": "1 March 2026",
    }
    assert "The last time" not in unanswered(form, {"violence_before": False})
    assert "The last time" in unanswered(form, {"violence_before": True})
