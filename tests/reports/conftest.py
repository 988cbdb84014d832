"""What the tests of this folder share."""

from datetime import timedelta

import pytest

from cases.models import Case, CaseGrant
from entities.models import User
from tests.factories import cases
from tests.reports.happenings import NOON


@pytest.fixture
def case(ana: User) -> Case:
    """Ana's case, open to her entity since long ago."""
    made = cases.open_case(by=ana)
    CaseGrant.objects.update(granted_at=NOON - timedelta(days=100))
    return made
