"""Who works in the studio."""

import pytest
from django.test import Client

from entities.models import User
from tests.factories.protocols import protocol_manager


@pytest.fixture
def pilar(client: Client) -> User:
    """A protocol manager at her browser."""
    person = protocol_manager()
    client.force_login(person)
    return person
