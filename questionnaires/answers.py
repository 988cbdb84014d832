"""Answers to a form: checked against its definition, said in words, and worked out."""

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from questionnaires.definitions import (
    Answer,
    Answers,
    Item,
    ItemType,
    Questionnaire,
    in_words,
)
from questionnaires.results import FUNCTIONS, Result

MAX_TEXT = 20_000
_EMPTY: tuple[Any, ...] = (None, "", [])


def checked_answers(form: Questionnaire, given: Mapping[str, Any], *, complete: bool) -> Answers:
    """Return the answers as they are stored: those that say something, by name.

    Raises TypeError for a name that the form does not ask, and ValidationError, by name, for an
    answer of another kind; with `complete` also for a question that must be answered and is not.
    """
    items = form.items
    if unknown := given.keys() - items.keys():
        raise TypeError(f"{form.code} does not ask {sorted(unknown)}.")
    told = {name: answer for name, answer in given.items() if answer not in _EMPTY}
    errors = {
        name: _("This is not one of the listed answers.")
        for name, answer in told.items()
        if not _admits(items[name], answer)
    }
    if complete:
        errors |= dict.fromkeys(missing(form, told), _("Answer this question."))
    if errors:
        raise ValidationError(errors)
    return {name: told[name] for name in items if name in told}


def missing(form: Questionnaire, answers: Answers) -> list[str]:
    """Return the questions that must be answered and are not, those alone that are for her."""
    return [
        name
        for name, item in form.items.items()
        if item.required and name not in answers and (item.when is None or item.when.holds(answers))
    ]


def _admits(item: Item, answer: Any) -> bool:
    if item.type is ItemType.YESNO:
        return isinstance(answer, bool)
    if item.type is ItemType.NUMBER:
        return (
            not isinstance(answer, bool) and isinstance(answer, int | float) and _fits(item, answer)
        )
    if item.type is ItemType.SEVERAL:
        return isinstance(answer, list) and all(code in item.options for code in answer)
    if not isinstance(answer, str):
        return False
    if item.type is ItemType.CHOICE:
        return answer in item.options
    return _is_day(answer) if item.type is ItemType.DATE else len(answer) <= MAX_TEXT


def _fits(item: Item, number: float) -> bool:
    low = item.least is None or number >= item.least
    return isfinite(number) and low and (item.most is None or number <= item.most)


def _is_day(answer: str) -> bool:
    try:
        date.fromisoformat(answer)
    except ValueError:
        return False
    return True


def say_answer(item: Item, answer: Answer | None) -> str:
    """Return an answer in words; nothing for none."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    if isinstance(answer, list):
        return "\n".join(item.option_label(code) for code in answer)
    if isinstance(answer, int | float):
        return str(number_format(answer))
    if item.type is ItemType.DATE:
        return date_format(date.fromisoformat(answer), "DATE_FORMAT")
    return item.option_label(answer) if item.options else answer


def answered_sections(
    form: Questionnaire, answers: Answers
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the sections with what was answered in words: (legend, [(question, answer)])."""
    told = [
        (
            in_words(section.labels),
            [
                (in_words(item.labels), say_answer(item, answers[item.name]))
                for item in section.items
                if item.name in answers
            ],
        )
        for section in form.sections
    ]
    return [(legend, rows) for legend, rows in told if rows]


def unanswered(form: Questionnaire, answers: Answers) -> str:
    """Return what was asked and not answered, in one line."""
    return ", ".join(
        in_words(item.labels)
        for name, item in form.items.items()
        if name not in answers and (item.when is None or item.when.holds(answers))
    )


def results_of(form: Questionnaire, answers: Answers) -> list[Result]:
    """Return what is worked out of the coded answers: shown, never deciding."""
    items = form.items
    free = {ItemType.NARRATIVE, ItemType.DATE}
    coded = {name: answer for name, answer in answers.items() if items[name].type not in free}
    return [FUNCTIONS[one.function](coded, one.settings) for one in form.computed]
