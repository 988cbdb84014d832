"""What a step costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.models import User
from referrals import services
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db
MOST = 16


def _cost(step, answers, by) -> list[str]:
    fresh = User.objects.select_related("entity").get(pk=by.pk)
    with CaptureQueriesContext(connection) as found:
        services.complete_step(step=step, answers=answers, by=fresh)
    return [query["sql"] for query in found]


def test_a_step_that_stays_with_the_owner(ana):
    run = factory.start(by=ana)
    asked = _cost(factory.step(run, "ask"), {"agrees": False}, ana)
    assert len(asked) <= MOST, asked


def test_a_step_that_crosses_to_another_lane(ana):
    run = factory.start(by=ana)
    asked = _cost(factory.step(run, "ask"), {"agrees": True}, ana)
    assert len(asked) <= MOST, "\n".join(sql[:150] for sql in asked)


def test_a_step_of_the_receiver(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.start_referral(referral=referral, by=bruno)
    asked = _cost(factory.step(run, "interview"), {}, bruno)
    assert len(asked) <= MOST, "\n".join(sql[:150] for sql in asked)
