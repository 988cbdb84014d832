"""What the tests of this room share."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from entities.models import User
from tests.factories import entities as factory


@pytest.fixture
def no_earlier_requests(db: None) -> None:
    """Begin with no requests counted: a shared cache outlives the test's transaction."""
    cache.clear()


@pytest.fixture
def alba() -> User:
    """The administrator."""
    return factory.administrator()


@pytest.fixture
def enter(client: Client) -> Callable[[User], Client]:
    """Sign in as somebody."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def amaia() -> User:
    """Another administrator."""
    return factory.administrator(name="Amaia")
