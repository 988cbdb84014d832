"""What the tests of this room share."""

import pytest
from django.test import Client

from cases.models import Case
from entities.models import User
from tests.factories import cases as factory


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    """A browser in which Ana is signed in."""
    client.force_login(ana)
    return client


@pytest.fixture
def case(ana: User) -> Case:
    """A case of Ana's."""
    return factory.open_case(by=ana, summary="Met at the station.")
