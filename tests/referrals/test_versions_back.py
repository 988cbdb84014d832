"""What went over is taken back exactly, until something has happened in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.exceptions import Conflict
from referrals import services
from referrals.models import Step
from referrals.services import versions
from tests.factories import protocols as people
from tests.factories import referrals as factory
from tests.factories import versions as make

pytestmark = pytest.mark.django_db

TWO, THREE = ("interview", "plan"), ("interview", "plan", "safety")


@pytest.fixture
def pilar():
    return people.protocol_manager()


def standing(run):
    run.refresh_from_db()
    return run.version.number, factory.standing(run)


def test_taken_back_stands_exactly_as_before(ana, bruno, pilar):
    first = make.forked(THREE, ngo=["interview"], clock_on="plan")
    run = make.past_the_fork(first, ana, done=["safety"])
    factory.agrees(run.case)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    services.accept_referral(referral=referral, by=bruno)
    before = make.rows_of(run)
    second = make.forked(
        ("interview", "planning", "safety", "more"), ngo=["interview"], clock_on="safety"
    )
    plan = make.plan(
        first, second, by=pilar, elements={"plan": "planning"}, opening=("more",), recounts=True
    )
    assert make.carried(plan, by=pilar) == {"moved": 1}
    assert make.rows_of(run) != before
    assert factory.standing(run)["more"] == "open"

    versions.take_back_migration(plan=plan, by=pilar)
    versions.migrate_runs()

    assert make.outcomes(plan) == {"taken_back": 1}
    assert make.rows_of(run) == before
    services.complete_step(step=factory.step(run, "plan"), answers={}, by=ana)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    assert standing(run)[1]["word"] == "open"


def something(name, run, by, other):
    if name == "completed":
        services.complete_step(step=factory.step(run, "plan"), answers={}, by=by)
    elif name == "declined":
        services.decline_step(step=factory.step(run, "plan"), reason="refused", by=by)
    elif name == "fired":
        services.sweep_timers(now=factory.later(2))
    elif name == "referred":
        factory.agrees(run.case)
        factory.offer(by=by, case=run.case, at=factory.step(run, "interview"))
    else:
        services.end_run(run=run, reason="moved", by=by)


@pytest.mark.parametrize("name", ["completed", "declined", "fired", "referred", "ended"])
def test_run_in_which_something_happened_is_not_taken_back(ana, bruno, pilar, name):
    first = make.forked(TWO, ngo=["interview"])
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(TWO, ngo=["interview"], clock_on="plan"), by=pilar)
    make.carried(plan, by=pilar)
    something(name, run, ana, bruno)
    stands = make.rows_of(run)

    versions.take_back_migration(plan=plan, by=pilar)
    versions.migrate_runs()

    assert make.outcomes(plan) == {"kept": 1}
    assert make.rows_of(run) == stands
    plan.refresh_from_db()
    assert plan.status == "taken_back"


def test_word_about_a_deadline_does_not_keep_a_run_from_being_taken_back(ana, pilar):
    first = make.forked(TWO)
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(TWO, due="P9D"), by=pilar)
    make.carried(plan, by=pilar)
    services.sweep_timers(now=timezone.now() + timedelta(days=14))
    told = factory.step(run, "plan").notice_at

    versions.take_back_migration(plan=plan, by=pilar)
    versions.migrate_runs()

    assert make.outcomes(plan) == {"taken_back": 1}
    assert factory.step(run, "plan").notice_at == told


def test_page_made_of_the_version_before_changes_nothing(ana, pilar):
    first = make.forked(TWO, ngo=["plan"])
    run = make.past_the_fork(first, ana)
    plan = make.plan(first, make.forked(THREE, ngo=["safety"]), by=pilar, opening=("safety",))
    seen = Step.objects.select_related("run").get(run=run, element="interview")
    make.carried(plan, by=pilar)
    opened = factory.step(run, "safety")

    with pytest.raises(Conflict, match="gone over to another version"):
        services.complete_step(step=seen, answers={}, by=ana)
    versions.take_back_migration(plan=plan, by=pilar)
    versions.migrate_runs()

    with pytest.raises(Conflict, match="gone over to another version"):
        services.complete_step(step=opened, answers={}, by=ana)
    with pytest.raises(Conflict, match="gone over to another version"):
        factory.draft(by=ana, case=run.case, at=opened)
    assert factory.standing(run) == {"ask": "done", "interview": "open", "plan": "to_refer"}
