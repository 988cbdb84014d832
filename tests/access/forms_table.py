"""The rows of the table for the forms and for filled ones, and valid answers to those pages.

What is asked is open to who fills it and who draws flowcharts. `form` is finished and the owner's,
of a part that the entity which accepted was given; `draft_form` is a draft of the owner's.
"""

from typing import Any

FORMS_OF_CASES = """
cases:assessments             GET/POST  200      404   404      200      404      404      404      404
cases:choose_assessment       GET/POST  200      404   404      200      404      404      404      404
cases:fill_assessment         GET       200      404   404      200      404      404      404      404
cases:fill_assessment         POST      302      404   404      302      404      404      404      404
cases:assessment              GET/POST  200      404   404      200      404      404      404      404
cases:edit_assessment         GET       200      404   404      404      404      404      404      404
cases:edit_assessment         POST      302      404   404      404      404      404      404      404
cases:print_assessment        GET/POST  200      404   404      200      404      404      404      404
"""
FORMS_PAGES = """
questionnaires:list                 GET/POST  in   in   200    200   404  404    200    404     404      404     404 404     404   404
questionnaires:detail               GET/POST  in   in   200    200   404  404    200    404     404      404     404 404     404   404
"""
OF_A_FORM = {
    "cases:assessment": "form",
    "cases:print_assessment": "form",
    "cases:edit_assessment": "draft_form",
}


def of_the_forms() -> dict[str, dict[str, Any]]:
    """What a person would send: the questions that must be answered."""
    asked = {"minor_or_doubt": "no", "emergency": "no", "danger": "no"}
    return {
        "cases:fill_assessment": asked,
        "cases:edit_assessment": {**asked, "seen": "1"},
    }
