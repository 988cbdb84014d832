"""Two lanes are consulted, one by a link; a second person approves; the record is printed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from tests.factories import agreement, entities
from tests.factories.protocols import protocol_manager
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTION = "Do you agree, for your lane"


@pytest.fixture
def olga(browser: Browser, live_server: LiveServer, settings: Any) -> Iterator[Visitor]:
    """Somebody without an account, at a telephone."""
    settings.PUBLIC_URL = live_server.url
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 700})
    yield Visitor(context, protocol_manager(name="Not Olga"))
    context.close()


def stays_narrow(visitor: Visitor) -> None:
    """At the width of a small telephone nothing but tables and drawings scrolls sideways."""
    visitor.page.set_viewport_size({"width": 320, "height": 700})
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"{visitor.page.url} is {wide} px wide"
    visitor.look()


def name_two(manager: Visitor) -> None:
    """Berta for the lane `own`, and Olga, who has no account, for the other."""
    manager.press("Prepare a consultation")
    manager.sees("Nobody is named yet for: own, ngo.")
    manager.follow("Name somebody to be asked")
    manager.press("Name her")
    manager.sees("Choose an account, or write a name")
    manager.choose("Lane she answers for", "own")
    manager.choose("Somebody with an account", "Berta, Entity A")
    manager.press("Name her")
    manager.follow("Name somebody to be asked")
    manager.choose("Lane she answers for", "ngo")
    manager.fill("Or the name of somebody without an account", "Olga")
    manager.press("Name her")


def open_and_hand_over(manager: Visitor) -> str:
    """Open it for five days; return Olga's link."""
    manager.follow("Open the consultation")
    manager.fill("Last day to answer", (timezone.localdate() + timedelta(days=5)).isoformat())
    manager.press("Open it")
    manager.sees("Hand the links over now")
    stays_narrow(manager)
    manager.press("Make a link for Olga")
    stays_narrow(manager)
    return manager.page.get_by_label("Link", exact=True).input_value()


def answer_by_link(olga: Visitor, link: str) -> None:
    olga.page.goto(link)
    olga.look()
    assert olga.page.url.endswith("/protocols/consulted/")
    olga.answer(QUESTION, "Yes, with a reservation")
    olga.press("Save my answer")
    olga.sees("Say what should be different.")
    olga.fill("Your reservation, or why not", "With an interpreter.")
    olga.page.get_by_label("3. interview").fill("In a quiet room.")
    olga.press("Save my answer")
    olga.sees("Your answer is saved")
    stays_narrow(olga)


def answer_signed_in(coordinator: Visitor) -> None:
    coordinator.go("/protocols/")
    coordinator.follow("Asked of you")
    stays_narrow(coordinator)
    coordinator.follow("agreed")
    coordinator.answer(QUESTION, "Yes")
    coordinator.press("Save my answer")
    coordinator.sees("Your answer is saved")
    stays_narrow(coordinator)


def settle_and_end(manager: Visitor) -> None:
    manager.sees("Everybody has answered")
    manager.follow("Answer the reason of Olga")
    manager.fill("Settled because", "An interpreter comes along.")
    manager.press("Keep the answer")
    manager.page.get_by_text("End the consultation now").first.click()
    manager.press("End it")


def approve(second: Visitor) -> None:
    second.follow("Approve as the second person")
    stays_narrow(second)
    second.press("Approve")
    second.sees("This field is required")
    second.tick("I have read the reservations")
    second.press("Approve")
    second.sees("Approved by")
    stays_narrow(second)


def test_two_lanes_agree_and_a_second_person_approves(
    visit: Callable[..., Visitor], olga: Visitor
) -> None:
    pilar, sonia, berta = protocol_manager(), agreement.second_person(), entities.coordinator()
    draft = agreement.draft(by=pilar)
    page = f"/protocols/agreed-es/{draft.number}/agreement/"
    manager = visit(pilar)
    manager.go(page)
    name_two(manager)
    link = open_and_hand_over(manager)

    answer_by_link(olga, link)
    answer_signed_in(visit(berta))
    manager.go(page)
    settle_and_end(manager)
    manager.follow("Approve as the second person")
    manager.sees("somebody else approves it")
    second = visit(sonia)
    second.go(page)
    approve(second)

    assert ProtocolVersion.objects.get().status == VersionStatus.CURRENT
    with second.page.expect_download() as printed:
        second.page.get_by_role("link", name="Record of agreement (PDF)").click()
    assert printed.value.suggested_filename == "agreed-es-1.pdf"
    olga.page.goto(link)
    olga.sees("This link no longer works.")
