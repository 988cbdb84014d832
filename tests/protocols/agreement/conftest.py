"""Who agrees on flowcharts."""

import pytest

from entities.models import User
from protocols.models import ProtocolVersion
from tests.factories import agreement
from tests.factories.protocols import protocol_manager


@pytest.fixture
def pilar() -> User:
    """The protocol manager who writes drafts and asks."""
    return protocol_manager()


@pytest.fixture
def sonia() -> User:
    """The second person."""
    return agreement.second_person()


@pytest.fixture
def draft(pilar: User) -> ProtocolVersion:
    """A draft with two lanes, by Pilar."""
    return agreement.draft(by=pilar)
