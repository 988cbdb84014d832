"""Several at once, and a process that dies in the middle."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, connections, transaction

from cases.models import CaseGrant
from cases.services import close_case
from core.exceptions import Conflict
from entities.models import User
from notices.models import Notice
from referrals import services
from referrals.models import Referral, Run, RunEvent, Timer
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db(transaction=True)


class PowerCut(Exception):
    """The process dies here."""


def _together(count: int, work) -> list[str]:
    barrier = Barrier(count)

    def run(number: int) -> str:
        barrier.wait()
        try:
            return str(work(number))
        except Conflict as refusal:
            return f"conflict: {refusal.explanation}"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.postgres
def test_eight_accept_at_once_and_one_wins(ana, bruno):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; PostgreSQL shows it")
    _run, referral = factory.offered_run(ana)

    def accept(_number: int) -> str:
        mine = Referral.objects.get(pk=referral.pk)
        by = User.objects.get(pk=bruno.pk)
        return services.accept_referral(referral=mine, by=by).status

    answers = _together(8, accept)
    assert sorted(answers)[:1] == ["accepted"]
    assert sum(answer.startswith("conflict: ") for answer in answers) == 7
    assert CaseGrant.objects.filter(entity=bruno.entity).count() == 1


@pytest.mark.postgres
def test_two_sweeps_at_once_fire_a_timer_once(ana):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; PostgreSQL shows it")
    entities.entity(code="police", kinds=("police",), participation="recorded")
    run = factory.start(version=factory.waiting_hour(), by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)

    _together(4, lambda _number: services.sweep_timers(now=factory.later(2)))

    assert RunEvent.objects.filter(run=run, kind="timer_fired").count() == 1
    assert factory.standing(run) == {"ask": "done", "interview": "open"}


@pytest.mark.postgres
def test_two_complete_a_step_at_once_and_one_wins(ana):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; PostgreSQL shows it")
    run = factory.start(by=ana)
    step = factory.step(run, "ask")

    def complete(_number: int) -> str:
        by = User.objects.get(pk=ana.pk)
        return services.complete_step(step=step, answers={"agrees": False}, by=by).status

    answers = _together(4, complete)
    assert sum(answer.startswith("conflict: ") for answer in answers) == 3
    assert RunEvent.objects.filter(run=run, kind="step_completed").count() == 1


@pytest.mark.postgres
@pytest.mark.parametrize("act", ["start", "send"])
def test_nothing_starts_on_a_case_that_is_closed_at_the_same_moment(ana, act):
    """Who starts has read the case before the other closes it, and writes after."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; PostgreSQL shows it")
    version = factory.road()
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    written = factory.draft(by=ana, case=case)
    holds, goes = Event(), Event()

    def close() -> str:
        with transaction.atomic():
            close_case(case=case, by=ana, reason="goals_met")
            holds.set()
            goes.wait(0.5)
        return "closed"

    def start() -> str:
        holds.wait()
        if act == "send":
            return services.send_referral(referral=written, by=ana).status
        return services.start_run(case=case, version=version, by=ana).status

    answers = _together(2, lambda number: (close, start)[number]())
    assert answers == ["closed", "conflict: This case is closed."]
    assert Run.objects.count() == 0


@pytest.mark.parametrize("where", ["notify", "record", "close_grant"])
def test_a_power_cut_leaves_nothing_half_done(ana, bruno, monkeypatch, where):
    run, referral = factory.accepted_run(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    before = _everything(run)

    def die(*_args: object, **_facts: object) -> None:
        raise PowerCut

    target = {
        "notify": "referrals.services.tidings.notify",
        "record": "referrals.services.steps.audit.record",
        "close_grant": "referrals.services.progress.cases.close_grant",
    }[where]
    with monkeypatch.context() as cut:
        cut.setattr(target, die)
        with pytest.raises(PowerCut):
            services.complete_step(step=factory.step(run, "report"), answers={}, by=bruno)
    assert _everything(run) == before

    services.complete_step(step=factory.step(run, "report"), answers={}, by=bruno)
    referral.refresh_from_db()
    assert referral.status == "completed"


def _everything(run) -> object:
    run.refresh_from_db()
    return (
        factory.standing(run),
        run.answers,
        run.status,
        list(Referral.objects.values_list("status", flat=True)),
        list(CaseGrant.objects.order_by("granted_at").values_list("closed_at", flat=True)),
        RunEvent.objects.count(),
        Timer.objects.count(),
        Notice.objects.count(),
    )
