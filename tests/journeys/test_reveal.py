"""Looking at a person, in a browser: by code and by passkey, with four eyes, in an emergency."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from entities import stepup
from entities.enums import Role
from entities.models import User
from entities.sessions import SessionStore
from tests.cases.pages import page
from tests.factories import cases
from tests.factories import entities as people
from tests.journeys.test_sign_in import give_password, keep_the_codes, plug_in_a_device
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, WHY = "Ifeomachukwu Osagie", "To renew her passport with her."


@pytest.fixture(autouse=True)
def _many_codes(settings: Any) -> None:
    """Let one authenticator give several codes within a moment, as in a demonstration."""
    settings.MFA_TOTP_TOLERANCE = 10


@pytest.fixture
def seat(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """What seats a person at a browser of her own, signed in or about to be."""
    contexts = []

    def sit(user: User, *, signs_in: bool = True) -> Visitor:
        context = browser.new_context(base_url=live_server.url, locale="en-GB")
        contexts.append(context)
        person = Visitor(context, user)
        if signs_in:
            person.sign_in()
        return person

    yield sit
    for context in contexts:
        context.close()


def case_of(by: User) -> Case:
    return cases.open_case(
        by=by, person={"name_used": "Joy", "legal_name": NAME}, summary="Met at night."
    )


def give_code(visitor: Visitor) -> None:
    visitor.page.locator("#id_code").fill(people.factor(visitor.user)["code"])


def say_why(visitor: Visitor, purpose: str = "Her documents or residence permit") -> None:
    visitor.choose("What for", purpose)
    visitor.fill("Why it is necessary now", WHY)


def let_pass(visitor: Visitor, seconds: int) -> None:
    """Shift the clock of her session."""
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.page.context.cookies()}
    session = SessionStore(cookies[configured.SESSION_COOKIE_NAME])
    shown = session[stepup.CONFIRMED]
    session[stepup.CONFIRMED] = {purpose: at - seconds for purpose, at in shown.items()}
    session.save()


def test_identity_by_code_again_after_five_minutes_and_for_no_other(
    seat: Callable[..., Visitor], ana: User
) -> None:
    one, other = case_of(ana), case_of(ana)
    visitor = seat(ana)
    visitor.go(page("detail", one, ana))
    visitor.follow("See the identity")
    say_why(visitor)
    visitor.fill("Code", "000000")
    visitor.press("Show it once")
    visitor.sees("This is not the right code")
    give_code(visitor)
    visitor.press("Show it once")
    visitor.sees(NAME)

    visitor.go(page("reveal_identity", one, ana))
    say_why(visitor)
    visitor.press("Show it once")
    visitor.sees(NAME)

    let_pass(visitor, 301)
    for path, purpose in [
        (page("reveal_identity", one, ana), "Her documents or residence permit"),
        (page("reveal_identity", one, ana), "Health care"),
        (page("reveal_identity", other, ana), "Her documents or residence permit"),
    ]:
        visitor.go(path)
        say_why(visitor, purpose)
        visitor.press("Show it once")
        visitor.sees("Show your second factor")
        visitor.sees_nothing_of(NAME)

    visitor.go(page("reveal_contact", one, ana))
    visitor.choose("What for", "To call or write to her")
    give_code(visitor)
    visitor.press("Show it once")
    visitor.sees("Act as if somebody else sees her telephone")


def use_the_passkey(visitor: Visitor) -> None:
    """Press, and look at nothing yet: the device answers, and the page is left."""
    visitor.page.get_by_role("button", name="Use your passkey", exact=True).first.click()


def test_identity_by_passkey_loses_nothing_typed(seat: Callable[..., Visitor]) -> None:
    nerea = people.user(
        role=Role.COORDINATOR, name="Nerea", entity=people.referring_entity(), second_factor=False
    )
    case = case_of(nerea)
    visitor = seat(nerea, signs_in=False)
    plug_in_a_device(visitor)
    give_password(visitor)
    visitor.follow("Add a passkey")
    visitor.page.get_by_role("button", name="Add a passkey").click()
    visitor.page.wait_for_url("**/factors/codes/")
    visitor.look()
    keep_the_codes(visitor)

    visitor.go(page("reveal_identity", case, nerea))
    visitor.choose("What for", "Health care")
    use_the_passkey(visitor)
    visitor.page.get_by_text("Nothing was saved yet").wait_for()
    visitor.look()
    visitor.fill("Why it is necessary now", WHY)
    use_the_passkey(visitor)
    visitor.page.get_by_text(NAME).wait_for()
    visitor.look()
    assert WHY not in visitor.page.url

    let_pass(visitor, 301)
    visitor.go(page("reveal_identity", case, nerea))
    visitor.choose("What for", "Health care")
    visitor.fill("Why it is necessary now", WHY)
    visitor.press("Show it once")
    visitor.sees("Show your second factor")


def test_four_eyes_in_two_browsers(seat: Callable[..., Visitor], ana: User, berta: User) -> None:
    case = case_of(ana)
    custodia = people.user(role=Role.CUSTODIAN, entity=ana.entity, name="Custodia")
    asks, answers = seat(ana), seat(custodia)
    asks.go(page("detail", case, ana))
    asks.follow("Identity only with a custodian's agreement")
    asks.choose("Why", "Somebody inside a service may be a threat to her")
    asks.press("Mark the case")
    asks.follow("See the identity")
    asks.sees("opens only when a custodian agrees")
    say_why(asks)
    asks.press("Ask the custodians")
    asks.sees("Waits for a custodian")

    answers.menu("Identity requests")
    answers.follow("Entity A")
    answers.sees(WHY)
    answers.sees_nothing_of("Met at night.")
    answers.answer("Your answer", "I agree: it may be seen once")
    answers.fill("Why", "Her own letter asks for it.")
    give_code(answers)
    answers.press("Answer")
    answers.sees("Agreed: it opens once")

    asks.go(page("ask_identity", case, ana))
    asks.sees("Her own letter asks for it.")
    asks.follow("See the identity")
    give_code(asks)
    asks.press("Show it once")
    asks.sees(NAME)
    asks.go(page("reveal_identity", case, ana))
    asks.sees("Used")
    asks.sees_nothing_of(NAME)


def test_emergency_from_the_search_to_the_review(
    seat: Callable[..., Visitor], ana: User, berta: User, carla: User
) -> None:
    case = case_of(ana)
    helps = seat(carla)
    helps.go("/cases/search/")
    helps.follow("It is an emergency and I have a code")
    helps.fill("Code of the case or of a referral", show_code(code_for(case, ana.entity)).lower())
    helps.fill("What is happening", "She is at our door, hurt.")
    give_code(helps)
    helps.press("Open the case now")
    helps.sees("You can read this case now")
    helps.sees("Met at night.")

    reviews = seat(berta)
    reviews.menu("Emergency accesses")
    reviews.follow("Carla")
    reviews.sees("She is at our door, hurt.")
    reviews.answer("What did you find?", "It was justified")
    reviews.fill("Why", "The doctor rang us an hour later.")
    reviews.press("Record the review")
    reviews.sees("The doctor rang us an hour later.")
    reviews.go(page("detail", case, berta))
    reviews.sees("It was justified")
