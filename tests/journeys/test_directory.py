"""The directory, in a browser: free places on a phone, a search that refers, a file of services."""

from collections.abc import Callable
from pathlib import Path

import pytest

from entities.models import Service, User
from tests.factories import cases
from tests.factories import entities as people
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = "entity,name,service_type,languages,places,places_free\n"


def fits_the_screen(visitor: Visitor) -> None:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert visitor.page.evaluate(wide) is False, visitor.page.url


def test_coordinator_tells_free_places_and_plans_duty_on_a_phone(
    bruno: User, visit: Callable[..., Visitor]
) -> None:
    people.service(entity=bruno.entity, name="Etxea", places_total=3, on_call_number="600 100 200")
    phone = visit(bruno, width=320)

    phone.go("/entities/directory/")
    fits_the_screen(phone)
    phone.follow("Our free places")
    phone.sees("0 of 3 places free")
    phone.press("One more")
    phone.sees("1 of 3 places free")
    fits_the_screen(phone)

    phone.go(f"/entities/at/{bruno.entity.code}/duty/")
    phone.choose("Who", bruno.name)
    phone.choose("Service", "Etxea")
    phone.fill("From", "2030-01-01T08:00")
    phone.fill("Until", "2030-01-01T07:00")
    phone.press("Plan it")
    phone.sees("It would end before it begins.")
    phone.fill("Until", "2030-01-01T20:00")
    phone.press("Plan it")
    phone.sees("The turn of duty is planned.")
    fits_the_screen(phone)
    for address in ("directory/duty/", "agreements/", "directory/import/"):
        phone.go(f"/entities/{address}")
        fits_the_screen(phone)


def test_caseworker_searches_sees_reasons_and_refers(
    ana: User, bruno: User, visit: Callable[..., Visitor]
) -> None:
    people.service(entity=bruno.entity, name="Alpha", languages=["es"], service_type="legal")
    people.service(entity=bruno.entity, name="Beta", languages=["fr"], service_type="legal")
    cases.open_case(by=ana, languages=["fr"], children_count=0)
    browser = visit(ana)

    browser.menu("Directory")
    browser.choose("Need", "Legal aid")
    browser.choose("Language", "Français")
    browser.press("Search")
    browser.sees("Speaks Français")
    browser.follow("Beta")
    browser.sees("Legal aid")

    browser.menu("Cases")
    browser.page.get_by_role("main").locator(".row-link, td a").first.click()
    browser.look()
    case = browser.page.url
    browser.go(f"{case}avoid/")
    browser.answer("What she must avoid", "Zone")
    browser.choose("Territory", "Albacete")
    browser.press("Add to the list")
    browser.sees("It is on her list.")
    browser.go(f"{case.replace('/cases/', '/referrals/cases/')}refer/?need=legal")
    browser.sees("What fits")
    browser.tick("Entity B: Beta")
    browser.press("Go on")
    browser.sees("No agreement covers this referral")


def test_file_with_two_bad_rows_is_mended(
    bruno: User, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text(f"{HEAD}receiving,A,legal,xx,,\nreceiving,B,legal,es,2,3\n", encoding="utf-8")
    good.write_text(f"{HEAD}receiving,A,legal,fr,,\nreceiving,B,legal,es,2,1\n", encoding="utf-8")
    browser = visit(bruno)

    browser.go("/entities/directory/import/")
    browser.page.set_input_files("input[type=file]", bad)
    browser.press("Look what it would do")
    browser.sees("Something is wrong, so nothing would be written.")
    browser.sees("More places cannot be free than there are.")
    browser.page.set_input_files("input[type=file]", good)
    browser.press("Look what it would do")
    browser.sees("Is added")
    browser.press("Write it")
    browser.sees("Services added: 2, changed: 0.")
    assert Service.objects.get(name="B").places_free == 1
