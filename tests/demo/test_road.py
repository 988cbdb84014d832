"""The invented cases: at different points of their road, and built on after a stop."""

from typing import Any

import pytest

from cases.models import Case
from demo.network import address_of, build_network
from demo.road import build_cases
from entities.models import User
from protocols.services import load_library
from referrals.enums import ReferralStatus, StepStatus
from referrals.models import Referral, Run, Step

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_cases_stand_at_different_points_of_their_road(settings: Any) -> None:
    settings.DEMO = True
    build_network()
    load_library(by=User.objects.get(email=address_of("paula")), publish=True)

    assert list(build_cases(until=20)) == list(range(1, 21))
    assert list(build_cases(until=24)) == [21, 22, 23, 24]
    assert list(build_cases(until=24)) == []

    assert Case.objects.count() == 24
    assert Case.objects.values("owner_entity").distinct().count() > 2
    assert Case.objects.values("status").distinct().count() > 1
    assert Run.objects.values("version__protocol").distinct().count() >= 2
    statuses = set(Step.objects.values_list("status", flat=True))
    assert {StepStatus.OPEN, StepStatus.DONE} <= statuses
    assert Referral.objects.exclude(status=ReferralStatus.DRAFT).exists()
