"""Filled forms for tests, made by the product's own services."""

from typing import Any

from cases import services
from cases.models import Assessment, Case
from cases.services import Filled
from entities.models import User
from questionnaires.definitions import Questionnaire
from questionnaires.selectors import latest
from tests.factories import entities

NEEDED = {"minor_or_doubt": False, "emergency": False, "danger": False}


def definition(code: str = "detection_indicators") -> Questionnaire:
    """The newest version of a form."""
    found = latest(code)
    assert found is not None
    return found


def filled(
    code: str = "detection_indicators", *, seen: int | None = None, **answers: Any
) -> Filled:
    """Answers to a form; those that detection indicators need are there."""
    needed = NEEDED if code == "detection_indicators" else {}
    return Filled(form=definition(code), answers={**needed, **answers}, seen=seen)


def assessment(
    *, case: Case, by: User | None = None, code: str = "detection_indicators", **answers: Any
) -> Assessment:
    """A finished form."""
    by = by or entities.caseworker()
    return services.finish_assessment(case=case, filled=filled(code, **answers), by=by)


def draft(
    *, case: Case, by: User | None = None, code: str = "detection_indicators", **answers: Any
) -> Assessment:
    """A draft."""
    by = by or entities.caseworker()
    return services.save_draft(case=case, filled=filled(code, **answers), by=by)
