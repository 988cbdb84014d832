"""Addresses that somebody made up: a page or a refusal, never an error of ours."""

import pytest

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
