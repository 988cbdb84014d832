"""Her rights, an incident and an order of a court, each walked from one person to the next."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from cases.selectors import code_for
from core.codes import show_code
from entities.models import User
from rights.models import Incident, Order, RightsRequest
from tests.factories import cases
from tests.factories import entities as people
from tests.factories import rights as factory
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}
WHY = "They asked us in writing today."


def fits(visitor: Visitor) -> None:
    """See that the page needs no sideways scrolling at 320 px."""
    before = visitor.page.viewport_size
    visitor.page.set_viewport_size(NARROW)
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], visitor.page.url
    if before:
        visitor.page.set_viewport_size(before)


def follow(visitor: Visitor, *names: str) -> None:
    for name in names:
        visitor.follow(name)
        fits(visitor)


def give_code(visitor: Visitor) -> None:
    visitor.page.locator("#id_code").fill(people.factor(visitor.user)["code"])


def reference_on(visitor: Visitor) -> str:
    return visitor.page.locator(".row-meta .code").first.inner_text()


def test_restriction_is_asked_granted_and_shown(
    ana: User, visit: Callable[[User], Visitor]
) -> None:
    case = cases.open_case(by=ana, summary="Met at night.")
    worker, officer = visit(ana), visit(factory.officer())
    page = reverse("cases:detail", args=[show_code(code_for(case, ana.entity))])

    worker.go(page)
    follow(worker, "Her rights")
    worker.press("Save")
    worker.choose("What she asks for", "To have it kept and not used (article 18)")
    worker.choose("How she asked", "By word of mouth")
    worker.choose("Who speaks for her", "She herself")
    worker.choose("How is it sure that it is she?", "Her worker knows her")
    worker.press("Save")
    worker.sees("Waits for an answer")
    fits(worker)

    officer.menu("Rights requests")
    fits(officer)
    follow(officer, "To have it kept and not used", "Answer it")
    officer.answer("The answer", "No")
    officer.press("Answer it")
    officer.sees("Say this too: she has to be told it.")
    officer.answer("The answer", "Yes")
    officer.press("Answer it")
    officer.sees("Only to be read since")
    fits(officer)

    worker.go(page)
    worker.sees("It can be read, not changed.")
    assert RightsRequest.objects.get().status == "answered"


def test_incident_is_reported_assessed_told_and_closed(
    ana: User, visit: Callable[[User], Visitor]
) -> None:
    worker, officer = visit(ana), visit(factory.officer())

    worker.menu("Report an incident")
    fits(worker)
    worker.choose("What went wrong?", "A device or paper is lost or stolen")
    worker.press("Report it")

    officer.menu("Incidents")
    fits(officer)
    follow(officer, "1 · A device or paper is lost or stolen", "Assess it")
    officer.tick("Health")
    officer.choose("How many people", "2 to 10")
    officer.choose("What it may mean for them", "A risk is unlikely")
    officer.press("Save")
    follow(officer, "The authority need not be told")
    officer.tick("A risk for the people concerned is unlikely")
    officer.press("Save")
    follow(officer, "Close it")
    officer.choose("Were the people concerned told?", "Not told: the risk is not high")
    officer.press("Close it")
    officer.sees("Closed")
    assert Incident.objects.get().status == "closed"


def test_order_of_a_court_is_written_approved_and_handed_over(
    ana: User, visit: Callable[[User], Visitor]
) -> None:
    case = cases.open_case(by=ana, person={"legal_name": "Joy Doe"}, narrative="By bus.")
    worker, officer = visit(ana), visit(factory.officer())
    second, custodian = visit(factory.officer(name="Otilia")), visit(factory.custodian())
    worker.go(reverse("rights:of_case", args=[show_code(code_for(case, ana.entity))]))
    reference = reference_on(worker)

    officer.menu("Orders of authorities")
    fits(officer)
    follow(officer, "Write down an order")
    officer.fill("Reference of the case", reference)
    officer.choose("On what ground", "Order of a judge or court")
    officer.fill("Which authority", "Court 3 of Bilbao")
    officer.fill("Its reference number", "DP 12/2026")
    officer.fill("Day of the order", "2026-01-10")
    officer.tick("Legal name")
    officer.press("Save")
    officer.sees("A second person has to approve.")
    assert officer.page.get_by_role("link", name="Approve it as second person").count() == 0

    second.menu("Orders of authorities")
    follow(second, "Order of a judge or court", "Approve it as second person")
    give_code(second)
    second.press("Approve it")
    second.sees("Approved, to be handed over")

    custodian.menu("Orders of authorities")
    follow(custodian, "Order of a judge or court", "Hand it over")
    custodian.fill("To whom it is handed over, and how", WHY)
    give_code(custodian)
    with custodian.page.expect_download() as download:
        custodian.page.get_by_role("button", name="Make the disclosure").click()
    assert download.value.suggested_filename == "list.pdf"
    assert Order.objects.get().status == "disclosed"
