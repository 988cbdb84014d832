"""Erasing a case, in two browsers: a coordinator asks, the data protection officer agrees."""

from collections.abc import Callable

import pytest

from cases import services
from cases.models import ErasureRequest
from entities.enums import Role
from entities.models import User
from tests.cases.pages import page
from tests.factories import cases
from tests.factories import entities as people
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, SUMMARY = "Ifeomachukwu Osagie", "Met at night near the station."


def give_code(visitor: Visitor) -> None:
    visitor.page.locator("#id_code").fill(people.factor(visitor.user)["code"])


def ask_to_erase(visitor: Visitor, path: str) -> str:
    """Ask, taught by an error first; return the reference she tells the officer."""
    visitor.go(path)
    visitor.sees(SUMMARY)
    visitor.follow("Erase it for good")
    visitor.sees("What is destroyed")
    visitor.follow("Ask to erase it")
    visitor.choose("On what ground", "The time it may be kept is over")
    visitor.page.locator("#id_code").fill("000000")
    visitor.press("Ask for it")
    visitor.sees("This is not the right code")
    give_code(visitor)
    visitor.press("Ask for it")
    visitor.sees("Nothing is erased until somebody agrees")
    assert visitor.page.get_by_role("link", name="Agree").count() == 0
    return visitor.page.locator(".row-meta .code").inner_text()


def agree_to_it(visitor: Visitor, reference: str) -> None:
    """Find the case by its reference, mistype it once, agree."""
    visitor.menu("Erasures")
    visitor.fill("Reference of the case", reference)
    visitor.press("Find the case")
    visitor.sees("The time it may be kept is over")
    visitor.follow("Agree")
    visitor.fill("Type the code of the case", "K7Q4-M9TR-V")
    give_code(visitor)
    visitor.press("Erase it for good")
    visitor.sees("This is not the code of this case")
    assert ErasureRequest.objects.get().confirmed_at is None
    visitor.fill("Type the code of the case", reference)
    visitor.press("Erase it for good")
    visitor.sees("The case is erased.")


def test_case_is_erased_by_two_people_and_nothing_of_it_is_shown_again(
    visit: Callable[..., Visitor], ana: User, berta: User
) -> None:
    case = cases.open_case(by=ana, summary=SUMMARY, person={"legal_name": NAME})
    services.close_case(case=case, by=berta, reason="goals_met")
    path = page("detail", case, berta)
    asks = visit(berta)
    agrees = visit(people.user(role=Role.DATA_PROTECTION_OFFICER, name="Odile"))

    reference = ask_to_erase(asks, path)
    agree_to_it(agrees, reference)
    for hidden in (NAME, SUMMARY):
        agrees.sees_nothing_of(hidden)

    answer = asks.page.goto(path)
    asks.faults.clear()  # the browser complains of 410
    asks.look()
    assert answer.status == 410
    asks.sees("This case was erased")
    for hidden in (NAME, SUMMARY):
        asks.sees_nothing_of(hidden)
