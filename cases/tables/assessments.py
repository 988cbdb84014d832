"""Filled forms as rows, and one of them in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.disclosure import reads_answers
from cases.models import Assessment
from cases.tables.timeline import Reader
from cases.tables.words import name_for, say
from questionnaires.answers import answered_sections, results_of, unanswered
from questionnaires.results import Result
from questionnaires.selectors import version_of
from vault.exceptions import Unreadable
from vault.reading import UNAVAILABLE, read_or_unavailable


@dataclass(frozen=True)
class AssessmentRow:
    """A filled form in the list: nothing of its answers. `url` is empty where they stay closed."""

    title: str
    url: str
    meta: str
    when: datetime
    tag_label: str
    tag_tone: str


@dataclass(frozen=True)
class Told:
    """A filled form in words."""

    sections: list[tuple[str, list[tuple[str, Any]]]]
    empty: str
    results: list[Result]


def title_of(assessment: Assessment) -> str:
    """Return what a filled form is called; an erased one says nothing."""
    form = version_of(assessment.code, assessment.version)
    return form.title if form else _("Form")


def assessment_rows(reader: Reader, rows: Iterable[Assessment]) -> list[AssessmentRow]:
    """Return the filled forms as rows of the list."""
    return [_row(reader, row) for row in rows]


def kept_assessments(
    reader: Reader, rows: Iterable[Assessment]
) -> list[tuple[AssessmentRow, Told]]:
    """Return what her own entity filled, in words: the reading was recorded."""
    return [(_row(reader, row), told(reader, row)) for row in rows]


def _row(reader: Reader, row: Assessment) -> AssessmentRow:
    reads = reads_answers(row, reader.case, reader.user.entity, reader.parts)
    by = row.finished_by or row.recorded_by
    child = _("about a child") if row.child_id else ""
    label, tone = tag_of(row)
    return AssessmentRow(
        title=title_of(row),
        url=reader.url("assessment", reader.handle(row)) if reads and reader.sees_case else "",
        meta=" · ".join(
            filter(None, [name_for(reader.user, by), child, say(row, "strike_reason")])
        ),
        when=row.finished_at or row.recorded_at,
        tag_label=label,
        tag_tone=tone,
    )


def tag_of(row: Assessment) -> tuple[str, str]:
    """Return (label, tone) of where a filled form stands."""
    if row.struck_at is not None:
        return _("Struck out"), "neutral"
    return row.get_status_display(), "good" if row.is_final else "warn"


def told(reader: Reader, row: Assessment) -> Told:
    """Return a filled form in words: the reading was recorded."""
    form = version_of(row.code, row.version)
    answers = read_or_unavailable(row, "answers", by=reader.user, case=reader.case.pk)
    if form is None or not isinstance(answers, dict):
        return Told([("", [(_("Answers"), UNAVAILABLE)])], "", [])
    return Told(
        sections=answered_sections(form, answers),
        empty=unanswered(form, answers),
        results=results_of(form, answers),
    )


def said_answers(version: Any) -> str:
    """Return the answers of one version of the history, a line each."""
    form = version_of(version.code, version.version)
    try:
        answers = version.answers
    except Unreadable:
        return str(UNAVAILABLE)
    if form is None or not answers:
        return ""
    lines = [row for _legend, rows in answered_sections(form, answers) for row in rows]
    return "\n".join(f"{question}: {answer}" for question, answer in lines)
