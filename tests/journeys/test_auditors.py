"""The auditor's tools and the woman's page, in browsers; axe reads every page."""

import pytest
from playwright.sync_api import expect

from audit.enums import AuditAction, Outcome
from audit.services import record
from core.codes import show_code
from core.ports import names_cases
from entities.codes import next_free_code
from entities.models import User
from tests.factories import cases
from tests.factories import entities as people
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def confirm(visitor: Visitor) -> None:
    """Type the code that her authenticator app shows."""
    visitor.fill("Code", next_free_code(visitor.user.pk, people.SECRET))


def test_auditor_looks_into_what_was_unusual(visit, ana: User, carla: User, aurora: User) -> None:
    case = cases.open_case(by=ana)
    reference = names_cases().references([case.pk])[case.pk]
    record(AuditAction.ACCESS_REFUSED, by=carla, case=case.pk, outcome=Outcome.REFUSED)
    auditor = visit(aurora)

    auditor.go("/reports/unusual/?kind=no_relation")
    auditor.follow("Without a relation to the case")
    auditor.sees("Carla")
    auditor.fill("What you found out", "She mistyped the code of her own case.")
    auditor.press("I have looked at this")
    auditor.sees("It is off the list")

    auditor.go(f"/reports/exposure/?case={reference}")
    auditor.sees("Who could have known")
    auditor.sees("Who tried and was refused")


def test_name_that_came_out_leads_to_a_reference(visit, ana: User, aurora: User) -> None:
    case = cases.open_case(by=ana, person={"name_used": "Joy Abara"})
    reference = names_cases().references([case.pk])[case.pk]
    auditor, custodian = visit(aurora), visit(people.user(role="custodian", name="Celia"))

    auditor.go("/reports/names/new/")
    auditor.fill("The name that came out", "joy abara")
    auditor.fill("Why it must be known", "It stood in a newspaper today.")
    confirm(auditor)
    auditor.press("Ask a custodian")
    auditor.sees("A custodian is asked")

    custodian.go("/reports/names/")
    custodian.follow("Enquiry")
    custodian.sees("joy abara")
    custodian.tick("Yes, search it")
    custodian.page.locator("#id_motivation").fill("It has to be known today.")
    confirm(custodian)
    custodian.press("Answer")
    custodian.sees_nothing_of(reference)

    auditor.go("/reports/names/")
    auditor.follow("Enquiry")
    auditor.sees(reference)
    auditor.sees_nothing_of("abara")


def test_log_is_exported_as_it_is_filtered(visit, ana: User, aurora: User) -> None:
    cases.open_case(by=ana)
    auditor = visit(aurora)
    auditor.go("/log/?kind=case%3Aopened")
    auditor.follow("Details of event")
    with auditor.page.expect_download() as download:
        auditor.page.get_by_role("link", name="Export this list (CSV)").click()

    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.count("case:opened") == 1


def test_she_is_shown_who_saw_her_data(visit, ana: User) -> None:
    case = cases.open_case(by=ana)
    worker = visit(ana)
    worker.go(f"/cases/{show_code(case.codes.get(entity=ana.entity).code)}/")
    worker.follow("Who saw her data")
    worker.answer("Is she alone with you", "No")
    worker.answer("Does she want to know it herself", "Yes")
    worker.press("Go on")
    worker.sees("Nothing is shown today.")
    worker.follow("Back to the case")

    worker.follow("Who saw her data")
    worker.answer("Is she alone with you", "Yes")
    worker.answer("Does she want to know it herself", "Yes")
    worker.choose("Language she reads best", "Português")
    worker.press("Go on")
    expect(worker.page).to_have_title("Lista de datas")
    worker.sees_nothing_of("Ana")

    worker.page.go_back()
    worker.answer("Is she alone with you", "Yes")
    worker.answer("Does she want to know it herself", "Yes")
    worker.answer("Where is it safe", "On paper, and she has a safe place for it")
    worker.press("Go on")
    worker.page.emulate_media(media="print")
    worker.look()
    worker.sees_nothing_of("Ana")
