"""What the tests of this folder share."""

import pytest

from cases import services as cases_services
from cases.models import Case
from entities.models import User
from tests.factories import cases
from tests.factories import rights as factory

PERSON = {"name_used": "Joy", "telephone": "600 111 222", "legal_name": "Joy Doe"}


@pytest.fixture
def olga() -> User:
    """A data protection officer."""
    return factory.officer()


@pytest.fixture
def otilia() -> User:
    """Another one."""
    return factory.officer(name="Otilia")


@pytest.fixture
def celia() -> User:
    """A custodian of the entity that refers."""
    return factory.custodian()


@pytest.fixture
def case(ana: User) -> Case:
    """Ana's case, with a person and a story."""
    return cases.open_case(by=ana, person=PERSON, narrative="She came by bus.", summary="Short.")


@pytest.fixture
def closed(case: Case, ana: User) -> Case:
    """The same, closed."""
    return cases_services.close_case(case=case, by=ana, reason="goals_met")
