"""A form from its library to a step: kept half way, finished with the step, read, on a telephone."""

import re
from collections.abc import Callable

import pytest

from entities.models import User
from tests.factories import cases
from tests.factories import referrals as charts
from tests.factories.protocols import published_library
from tests.journeys.visitor import Visitor
from tests.referrals.addresses import at, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD = "A man waits outside in a car."


def fits(visitor: Visitor) -> None:
    """Nothing is wider than the screen."""
    assert visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_indicators_in_a_step_take_the_right_branch(
    visit: Callable[..., Visitor], ana: User
) -> None:
    case = cases.open_case(by=ana)
    version = published_library()["detection_identification"]
    run = charts.start(version=version, case=case, by=ana)
    worker = visit(ana)

    worker.go(at("step", run, ana, "t1"))
    worker.sees("First of all")
    worker.answer("Immediate danger?", "Yes")
    worker.fill("What the danger is", TOLD)
    worker.press("Keep as a draft")
    worker.sees("The form of this step")

    for question in ("Under 18", "Medical emergency"):
        worker.answer(re.compile(question), "No")
    for indicator in (
        "Documents taken",
        "Debt bondage",
        "Excessive days or hours",
        "No or low pay",
    ):
        worker.tick(indicator)
    worker.press("The step is done")
    worker.sees("First reception and safe shelter")

    worker.go(f"/cases/{code_of(run, ana)}/assessments/")
    worker.follow("Detection indicators")
    worker.sees(TOLD)
    worker.sees("present (2 strong, 0 medium, 0 weak)")
    worker.sees("Yes, with means in 1 of five dimensions")


def test_forms_without_a_flowchart_on_a_telephone_with_the_keyboard(
    visit: Callable[..., Visitor], ana: User
) -> None:
    case = cases.open_case(by=ana)
    worker = visit(ana, width=320)
    worker.go("/questionnaires/")
    fits(worker)
    worker.follow("Risk assessment")
    fits(worker)

    worker.go(f"/cases/{code_of(case, ana)}/")
    worker.follow("Fill a form")
    fits(worker)
    worker.follow("Risk assessment")
    fits(worker)
    worker.answer("High or extreme risk?", "Yes")
    worker.press("Finish the form")
    worker.sees("Answer this question.")
    page = worker.page
    page.get_by_role("main").get_by_label("Why, and what is done today").first.focus()
    page.keyboard.type(TOLD)
    page.get_by_role("main").get_by_role("button", name="Finish the form").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    worker.look()
    worker.sees(TOLD)
    worker.sees("Points of risk")
    fits(worker)
