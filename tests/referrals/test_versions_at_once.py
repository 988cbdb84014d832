"""Running cases go over while others work on them: one at a time, nothing half, nothing twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from audit.models import Event
from core.exceptions import Conflict
from protocols import engine
from protocols.selectors import definition_of
from referrals import services
from referrals.models import Run, RunEvent
from referrals.services import versions
from referrals.services.board import Board
from tests.factories import protocols as people
from tests.factories import referrals as factory
from tests.factories import versions as make

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RUNS = 12
TWO, THREE = ("interview", "plan"), ("interview", "plan", "safety")


@pytest.fixture(autouse=True)
def _many_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; PostgreSQL shows it")


def together(*works: Callable[[], object]) -> list[object]:
    barrier = Barrier(len(works))

    def do(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def under_way(ana, opening=()):
    first = make.forked(TWO)
    runs = [make.past_the_fork(first, ana) for _ in range(RUNS)]
    pilar = people.protocol_manager()
    plan = make.plan(first, make.forked(THREE), by=pilar, opening=opening)
    versions.start_migration(plan=plan, by=pilar)
    return runs, plan


def test_three_sweeps_at_once_carry_each_run_over_once(ana):
    runs, plan = under_way(ana, opening=("safety",))

    done = together(*[versions.migrate_runs] * 3)

    assert sum(done) == RUNS
    assert make.outcomes(plan) == {"moved": RUNS}
    assert Event.objects.filter(kind="run:migrated").count() == RUNS
    assert RunEvent.objects.filter(kind="run_migrated").count() == RUNS
    plan.refresh_from_db()
    assert plan.status == "done"
    assert {factory.standing(run)["safety"] for run in runs} == {"open"}


def test_steps_are_completed_while_runs_go_over(ana):
    runs, plan = under_way(ana, opening=("safety",))

    def work_on_them() -> int:
        for run in reversed(runs):
            services.complete_step(step=factory.step(run, "plan"), answers={}, by=ana)
            services.complete_step(step=factory.step(run, "interview"), answers={}, by=ana)
        return len(runs)

    together(versions.migrate_runs, work_on_them)
    versions.migrate_runs()

    assert make.outcomes(plan) == {"moved": RUNS}
    for run in Run.objects.select_related("case", "version").filter(version__number=2):
        board = Board(run, by=None)
        waiting = set(board.state.steps)
        assert waiting in ({"safety"}, {"word"})
        assert engine.reachable_steps(definition_of(run.version), board.state) >= {"word"}
        if waiting == {"safety"}:
            services.complete_step(step=factory.step(run, "safety"), answers={}, by=ana)
        services.complete_step(step=factory.step(run, "word"), answers={}, by=ana)
        run.refresh_from_db()
        assert run.status == "ended"


def test_taking_back_and_working_at_once_do_one_or_the_other(ana):
    runs, plan = under_way(ana, opening=("safety",))
    versions.migrate_runs()
    versions.take_back_migration(plan=plan, by=plan.made_by)

    def work_on_them() -> int:
        done = 0
        for run in reversed(runs):
            try:
                services.complete_step(step=factory.step(run, "plan"), answers={}, by=ana)
                done += 1
            except Conflict:
                continue
        return done

    together(versions.migrate_runs, work_on_them)

    kept = make.outcomes(plan).get("kept", 0)
    assert make.outcomes(plan) == {"kept": kept, "taken_back": RUNS - kept} if kept else True
    assert Run.objects.filter(version__number=2).count() == kept
    for run in runs:
        at = factory.standing(run)
        number = Run.objects.select_related("version").get(pk=run.pk).version.number
        assert at["plan"] == "done"
        assert ("safety" in at) == (number == 2)
