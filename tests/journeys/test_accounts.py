"""What is grave about an account, in browsers: two people, a day; leaving; a lost telephone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from entities.enums import Role
from entities.models import AccountDecision, User
from entities.services import carry_out_due
from tests.factories import cases
from tests.factories import entities as people
from tests.journeys.test_sign_in import give_password
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DECISIONS = ("Give a role", "Reset the second factors")
TELEPHONE = 320


@pytest.fixture(autouse=True)
def _many_codes(settings) -> None:
    """Let one authenticator give several codes within a moment, as in a demonstration."""
    settings.MFA_TOTP_TOLERANCE = 10


def confirm(visitor: Visitor) -> None:
    """Show the second factor once more."""
    visitor.sees("asks for your second factor once more")
    visitor.fill("Code", people.factor(visitor.user)["code"])
    visitor.press("Confirm")


def fits(visitor: Visitor) -> None:
    """Nothing of the page lies beside the screen."""
    width = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= TELEPHONE, visitor.page.url


def a_day_passes() -> None:
    """Shift every decision into the past."""
    moments = ("asked_at", "agreed_at", "takes_effect_at")
    AccountDecision.objects.update(**{at: F(at) - timedelta(hours=25) for at in moments})


def ask_for_both(asks: Visitor) -> None:
    """Ask for a role and for a reset of factors."""
    asks.menu("People")
    asks.follow("Nerea")
    asks.follow("Ask for a role that nobody gives alone")
    confirm(asks)
    asks.tick("Custodian of identity")
    asks.press("Ask for it")
    asks.sees("A second person has to agree")
    asks.follow("Reset the second factors")
    asks.press("Ask for it")
    asks.sees("A second person has to agree")


def get_nowhere_alone(asks: Visitor) -> None:
    """She finds no way to agree, and a day changes nothing."""
    asks.go("/entities/decisions/")
    for what in DECISIONS:
        asks.follow(what)
        expect(asks.page.get_by_role("link", name="Look and agree")).to_have_count(0)
        asks.go("/entities/decisions/")
    assert carry_out_due(now=timezone.now() + timedelta(hours=25)) == 0


def agree_to_both(agrees: Visitor) -> None:
    """Agree on a telephone."""
    for what in DECISIONS:
        agrees.go("/entities/decisions/")
        fits(agrees)
        agrees.follow(what)
        fits(agrees)
        agrees.follow("Look and agree")
        fits(agrees)
        confirm(agrees)
        fits(agrees)
        agrees.press("I agree")
        agrees.sees("You have agreed")
        fits(agrees)


def test_role_and_reset_take_two_people_and_a_day(visit: Callable[..., Visitor]) -> None:
    nerea = people.caseworker(name="Nerea")
    asks = visit(people.administrator(name="Alba"))
    ask_for_both(asks)
    get_nowhere_alone(asks)
    agree_to_both(visit(people.administrator(name="Amaia"), width=TELEPHONE))

    owner = visit(nerea)
    assert nerea.roles == {Role.CASEWORKER}
    a_day_passes()
    owner.page.context.clear_cookies()
    give_password(owner)
    owner.sees("Set up an authenticator app")
    assert User.objects.get(pk=nerea.pk).roles == {Role.CASEWORKER, Role.CUSTODIAN}


def test_leaving_hands_work_over_and_ends_sessions(
    visit: Callable[..., Visitor], ana: User, berta: User
) -> None:
    cases.open_case(by=ana)
    beatriz = people.coordinator(name="Beatriz")
    leaves, closes = visit(ana), visit(berta)

    closes.menu("People")
    closes.follow("Ana")
    closes.follow("Deactivate")
    closes.sees("Cases she leads")
    closes.choose("Her work goes to", "Beatriz")
    closes.press("Deactivate")
    closes.sees("This account is deactivated")

    assert Case.objects.get().lead_worker == beatriz
    leaves.go("/entities/me/")
    assert "/account/login/" in leaves.page.url


def test_lost_telephone_is_explained_where_the_code_is_asked_for(
    visit: Callable[..., Visitor], ana: User
) -> None:
    visitor = visit(ana, signs_in=False, width=TELEPHONE)
    give_password(visitor)
    fits(visitor)
    visitor.follow("Have you lost your telephone or key?")
    visitor.sees("If you have none")
    fits(visitor)
