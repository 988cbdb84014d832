"""Addresses that somebody made up: a page or a refusal, never an error of ours."""

import pytest

from config.middleware import can_be_opened
from tests.access.addresses import arguments_by_page
from tests.access.asking import address
from tests.access.table import cells
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/cases/%00/", "/cases/%ED%A0%80/", "/log/?who=%00", f"/cases/{'9' * 5000}/"]
)
def test_malformed_address_is_answered(world: World, path: str) -> None:
    client = world.browser(world.person("auditor"))
    client.raise_request_exception = False

    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize("number", ["", "0", "-3", "999999999999", "last", "1e9", "\u0663"])
def test_page_number_that_is_none_shows_a_page(world: World, number: str) -> None:
    told = {}
    for role, path in [
        ("caseworker", "/cases/"), ("caseworker", "/referrals/"), ("caseworker", "/referrals/inbox/"),
        ("coordinator", "/entities/people/"), ("administrator", "/entities/"),
        ("caseworker", "/notices/"),
    ]:  # fmt: skip
        client = world.browser(world.person(role))
        client.raise_request_exception = False
        told[path] = client.get(path, {"page": number}).status_code

    assert set(told.values()) == {200}


def test_pages_that_only_take_what_is_sent_are_known(world: World) -> None:
    """Nobody is led back to one of them: what the table says of GET is what the product knows."""
    closed = {cell.page for cell in cells() if (cell.method, cell.expected) == ("GET", "405")}
    by = world.person("caseworker")
    of_allauth = {"mfa_login_webauthn"}
    known = {
        page
        for page in arguments_by_page()
        if page not in of_allauth and not can_be_opened(address(world, page, by).partition("?")[0])
    }

    assert known == closed
