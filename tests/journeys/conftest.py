"""What several journeys share."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from entities.models import User
from tests.journeys.visitor import Visitor


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser of her own for a person, signed in or not, wide or as a telephone."""
    contexts = []

    def open_for(person: User, *, signs_in: bool = True, width: int = 1280) -> Visitor:
        screen = {"width": width, "height": 720}
        contexts.append(
            browser.new_context(base_url=live_server.url, locale="en-GB", viewport=screen)
        )
        visitor = Visitor(contexts[-1], person)
        if signs_in:
            visitor.sign_in()
        return visitor

    yield open_for
    for context in contexts:
        context.close()
