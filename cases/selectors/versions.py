"""A case as it stands and as it stood, for somebody who changes it and may read all of it."""

from typing import Any

from cases.models import Assessment, Case
from questionnaires.definitions import Answers


def case_as_it_stands(case: Case) -> Case:
    """Return the case anew."""
    return Case.objects.select_related("owner_entity", "lead_worker").get(pk=case.pk)


def case_as_it_stood(case: Case, version: int) -> Any:
    """Return the row of the history that was the case's `version`th, the first for a wrong number."""
    rows = case.history.order_by("history_id")
    return rows[max(version, 1) - 1 : max(version, 1)].first() or rows.first()


def answers_now_and_before(draft: Assessment, version: int) -> tuple[Answers, Answers]:
    """Return the answers of a draft as they stand, and as they stood at its `version`th saving."""
    rows = draft.history.order_by("history_id")
    stood = rows[max(version, 1) - 1 : max(version, 1)].first() or rows.first()
    before = stood.answers if stood is not None else {}
    return Assessment.objects.get(pk=draft.pk).answers or {}, before or {}
