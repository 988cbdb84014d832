"""The face in a browser: accessible in every size and scheme, and honest when a request fails."""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from entities.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": (360, 740), "tablet": (768, 1024), "office": (1280, 860)}


Open = Callable[..., Page]


@pytest.fixture
def open_gallery(browser: Browser, live_server: LiveServer, aurora: User) -> Iterator[Open]:
    """What opens the gallery as Aurora in a browser with these options."""
    opened = []

    def open_it(**options: object) -> Page:
        client = Client()
        client.force_login(aurora)
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        context = browser.new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        opened.append(context)
        page = context.new_page()
        page.goto("/components/")
        return page

    yield open_it
    for context in opened:
        context.close()


@pytest.fixture
def gallery(open_gallery: Open) -> Page:
    """The gallery in an office's browser."""
    return open_gallery()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_gallery_is_accessible_and_fits(open_gallery: Open, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    page = open_gallery(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    expect(page.locator("#example-panel .panel-body")).to_have_text("ok")

    found = Axe().run(page).response["violations"]

    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_page_breaks_no_rule_of_the_policy(open_gallery: Open) -> None:
    page = open_gallery()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    page.reload(wait_until="networkidle")

    assert [text for text in said if "Content Security Policy" in text] == []


def test_failed_panel_tells_what_happened(gallery: Page) -> None:
    gallery.route(
        "**/healthz",
        lambda route: route.fulfill(
            status=409, body="<main><div data-explanation>It was withdrawn.</div></main>"
        ),
    )
    gallery.reload()

    expect(gallery.locator("#page-alert")).to_contain_text("It was withdrawn.")
    expect(gallery.locator("#page-alert")).to_be_focused()
    expect(gallery.locator("#example-panel a")).to_be_visible()


def test_lost_connection_tells_that_nothing_was_lost(gallery: Page) -> None:
    gallery.route("**/healthz", lambda route: route.abort())
    gallery.reload()

    expect(gallery.locator("#page-alert")).to_contain_text("There is no connection.")


def test_panel_of_somebody_signed_out_offers_to_sign_in(gallery: Page) -> None:
    panel = gallery.locator("#example-panel .panel-body")
    expect(panel).to_have_text("ok")
    gallery.context.clear_cookies()

    gallery.evaluate("htmx.ajax('GET', '/notices/', '#example-panel .panel-body')")

    expect(gallery.locator("#page-alert")).to_contain_text("You have been signed out.")
    expect(gallery.locator("#page-alert a")).to_have_attribute("href", "/account/login/")
    expect(panel).to_have_text("ok")


def test_form_with_typed_words_is_not_left_by_accident(gallery: Page) -> None:
    asked = []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.locator("#id_note").press_sequentially("She said")

    gallery.goto("/notices/")

    assert asked == ["beforeunload"]


def test_error_message_leads_to_its_field(gallery: Page) -> None:
    expect(gallery.locator(".error-summary")).to_be_focused()

    gallery.locator(".error-summary a").first.click()

    expect(gallery.locator("#id_wrong-reason")).to_be_focused()


def test_choice_is_made_on_the_box_and_on_its_words(gallery: Page) -> None:
    gallery.locator("#id_urgency_1").check()
    gallery.locator("#div_id_needs").get_by_text("Legal advice").click()

    expect(gallery.locator("#id_urgency_1")).to_be_checked()
    expect(gallery.locator("#id_needs_1")).to_be_checked()


def test_table_is_a_list_on_a_phone_and_still_a_table(open_gallery: Open) -> None:
    page = open_gallery(viewport={"width": 360, "height": 740})
    cell = page.get_by_role("cell", name="Shelter")

    expect(page.get_by_role("table", name="Entities with a free place")).to_be_visible()
    expect(cell).to_have_attribute("data-label", "Kind")
    expect(cell).to_have_css("display", "block")


def test_question_stands_before_a_dangerous_act(gallery: Page) -> None:
    sure = gallery.get_by_role("button", name="Yes, withdraw")
    expect(sure).to_be_hidden()

    gallery.locator("summary", has_text="Withdraw").click()

    expect(sure).to_be_visible()


def test_phone_opens_the_menu_without_javascript(open_gallery: Open) -> None:
    page = open_gallery(
        java_script_enabled=False,
        viewport={"width": 360, "height": 740},
    )
    link = page.get_by_role("link", name="Access log")
    expect(link).to_be_hidden()

    page.locator("summary", has_text="Menu").click()
    expect(link).to_be_visible()
    link.click()

    expect(page).to_have_url(re.compile("/log/"))
