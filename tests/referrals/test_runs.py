"""Runs: from the engine to rows and back."""

import pytest

from referrals import services
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def test_start_run_opens_the_first_step(ana):
    run = factory.start(by=ana)

    assert run.number == 1
    assert factory.standing(run) == {"ask": "open"}
    assert factory.step(run, "ask").entity_id == ana.entity_id
    assert factory.step(run, "ask").due_at is not None


def test_complete_step_carries_the_answers_along(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": False}, by=ana)

    run.refresh_from_db()
    assert run.answers == {"agrees": False}
    assert factory.standing(run) == {"ask": "done", "info": "open"}
    services.complete_step(step=factory.step(run, "info"), answers={}, by=ana)
    run.refresh_from_db()
    assert (run.status, run.end_reason, run.ended_by) == ("ended", "her_decision", ana)
