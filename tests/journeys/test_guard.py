"""A text about her, in a browser: a name in it is replaced in one press, a place kept for a reason."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from cases.models import Case, Intervention
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HER = {"legal_name": "Ngozi Okafor", "name_used": "Xiomara"}
KEPT = "Vive cerca de la calle Autonomia."


def has_no_sideways_scrolling(page_: Page) -> bool:
    return bool(page_.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def write(worker: Visitor, case: Case, note: str) -> None:
    worker.go(page("add_intervention", case, worker.user))
    worker.choose("Kind of help", "Health care")
    worker.fill("Note", note)
    worker.press("Record it")


def note_in(worker: Visitor) -> str:
    return worker.page.locator("#id_note").input_value()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_note_with_her_name_is_made_neutral_in_one_press(
    visit: Callable[..., Visitor], ana: User, width: int
) -> None:
    case = cases.open_case(by=ana, person=HER)
    worker = visit(ana, width=width)

    write(worker, case, "Xiomarak deitu du. Okaforren telefonoa: 612 345 678.")
    worker.sees("Something here must not stand in the text.")
    worker.sees("Her name")
    assert has_no_sideways_scrolling(worker.page)
    worker.press("Replace all of them")
    worker.sees("It is replaced. Read the text once more, then save.")
    assert note_in(worker) == "Pertsonak deitu du. Pertsonaren telefonoa: [telefonoa]."
    worker.press("Record it")
    worker.sees("Pertsonak deitu du.")
    assert Intervention.objects.get().note.startswith("Pertsonak")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_place_is_kept_for_a_reason_and_a_changed_text_is_asked_about_again(
    visit: Callable[..., Visitor], ana: User, width: int
) -> None:
    case = cases.open_case(by=ana, person=HER)
    worker = visit(ana, width=width)

    write(worker, case, KEPT)
    worker.sees("Something here may lead to a person.")
    assert has_no_sideways_scrolling(worker.page)
    reasons = worker.page.get_by_role("group", name="Found in: Note").get_by_role("combobox")
    reasons.select_option(label="It is a place or an organisation")
    worker.page.locator("#id_note").fill(KEPT + " Luego en la calle Ledesma.")
    worker.press("Record it")
    worker.sees("Something here may lead to a person.")
    for answer in reasons.all():
        answer.select_option(label="It is a place or an organisation")
    worker.press("Record it")
    worker.sees("The intervention is recorded.")


def test_without_javascript_the_buttons_work_and_enter_replaces_nothing(
    browser, live_server, ana: User
) -> None:
    case = cases.open_case(by=ana, person=HER)
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=True
    )
    worker = Visitor(context, ana)
    worker.sign_in()
    state = context.storage_state()
    context.close()
    plain = browser.new_context(
        base_url=live_server.url, locale="en-GB", storage_state=state, java_script_enabled=False
    )
    sheet = plain.new_page()
    sheet.goto(page("add_intervention", case, ana))
    sheet.get_by_label("Kind of help").select_option(label="Health care")
    sheet.locator("#id_note").fill("Ngozi came.")
    sheet.get_by_role("button", name="Record it").click()
    sheet.get_by_label("Minutes").press("Enter")
    assert sheet.locator("#id_note").input_value() == "Ngozi came."
    sheet.get_by_role("button", name="Replace “Ngozi” by “The person”").click()
    assert sheet.locator("#id_note").input_value() == "The person came."
    sheet.get_by_role("button", name="Record it").click()
    assert Intervention.objects.get().note == "The person came."
    plain.close()
