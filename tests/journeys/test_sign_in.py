"""Signing in, in a browser: an authenticator app, a passkey of a virtual device, and leaving."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession
from pytest_django.live_server_helper import LiveServer

from entities.codes import next_free_code
from entities.models import User
from tests.factories import entities as people
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def nerea(browser: Browser, live_server: LiveServer) -> Iterator[Visitor]:
    """A coordinator who has a password and no second factor yet, before her browser."""
    person = people.user(role="coordinator", name="Nerea", second_factor=False)
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    yield Visitor(context, person)
    context.close()


def give_password(visitor: Visitor) -> None:
    visitor.go("/account/login/")
    visitor.fill("E-mail", visitor.user.email)
    visitor.fill("Password", people.PASSWORD)
    visitor.press("Sign in")


def plug_in_a_device(visitor: Visitor) -> CDPSession:
    """Let the browser have a device that keeps passkeys and knows its owner."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def leave(visitor: Visitor) -> None:
    visitor.page.locator("details.drop").filter(has_text="Nerea").locator("summary").click()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.look()


def keep_the_codes(visitor: Visitor) -> None:
    visitor.sees("Each of these codes replaces your second factor once")
    visitor.follow("I have them; go on")
    visitor.sees("My work")


def test_passkey_is_set_up_and_signs_in_alone_and_as_second_factor(nerea: Visitor) -> None:
    plug_in_a_device(nerea)
    give_password(nerea)
    nerea.sees("a passkey is advised")
    nerea.follow("Add a passkey")
    nerea.page.get_by_role("button", name="Add a passkey").click()
    nerea.page.wait_for_url("**/factors/codes/")
    nerea.look()
    keep_the_codes(nerea)

    leave(nerea)
    nerea.page.get_by_role("button", name="Sign in with a passkey").click()
    nerea.page.wait_for_url(lambda url: "/account/" not in url)
    nerea.look()
    nerea.sees("My work")

    leave(nerea)
    give_password(nerea)
    nerea.page.get_by_role("button", name="Use your passkey").click()
    nerea.page.wait_for_url(lambda url: "/account/" not in url)
    nerea.look()
    nerea.sees("My work")

    nerea.go("/account/factors/codes/new/")
    nerea.sees("Confirm that it is you")
    nerea.page.get_by_role("button", name="Use your passkey").click()
    nerea.page.wait_for_url("**/factors/codes/new/")
    nerea.look()
    nerea.press("Make new codes")
    nerea.sees("Each of these codes replaces your second factor once")


def test_authenticator_app_is_set_up_and_signs_in(nerea: Visitor) -> None:
    give_password(nerea)
    nerea.follow("Set up an authenticator app")
    secret = nerea.page.locator(".secret").inner_text()
    nerea.fill("Code", next_free_code(nerea.user.pk, secret))
    nerea.press("Set up an authenticator app")
    keep_the_codes(nerea)

    leave(nerea)
    give_password(nerea)
    nerea.fill("Code", "000000")
    nerea.press("Sign in")
    nerea.sees("This is not the right code")
    nerea.fill("Code", next_free_code(nerea.user.pk, secret))
    nerea.press("Sign in")
    nerea.sees("My work")
    nerea.go("/account/factors/")
    nerea.sees("Authenticator app")


def test_passkey_that_is_not_given_is_told(nerea: Visitor) -> None:
    device = plug_in_a_device(nerea)
    nerea.go("/account/login/")
    nerea.page.get_by_role("button", name="Sign in with a passkey").click()

    nerea.sees("The passkey was not given")
    device.detach()


def test_quick_exit_ends_the_session_and_leaves_nothing(nerea: Visitor, ana: User) -> None:
    nerea.user = ana
    nerea.sign_in()
    nerea.go("/entities/me/")
    nerea.page.get_by_role("button", name="Quick exit").click()
    nerea.page.wait_for_url("**/today/")
    nerea.look()
    assert "idelagun" not in nerea.page.content()

    nerea.page.go_back()
    nerea.page.wait_for_load_state("networkidle")
    assert "Ana" not in nerea.page.content()


def test_quick_exit_works_without_javascript(
    browser: Browser, live_server: LiveServer, ana: User
) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(ana.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(next_free_code(ana.pk, people.SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Quick exit").click()

    assert page.url.endswith("/today/")
    page.goto("/entities/me/")
    assert "/account/login/" in page.url
    context.close()
