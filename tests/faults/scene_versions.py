"""What the killed worker has to carry over: runs in a process of the installation."""

import sys

from referrals.models import MigrationPlan, Run
from referrals.services import versions
from tests.factories import entities
from tests.factories import protocols as people
from tests.factories import versions as make

RUNS = 40


def fill() -> None:
    """Runs past a fork to which the new version adds a branch, and a plan under way."""
    ana, pilar = entities.caseworker(), people.protocol_manager()
    first = make.forked(("interview", "plan"))
    for _number in range(RUNS):
        make.past_the_fork(first, ana)
    second = make.forked(("interview", "plan", "safety"), clock_on="plan")
    plan = make.plan(first, second, by=pilar, opening=("safety",))
    versions.start_migration(plan=plan, by=pilar)


def take_back() -> None:
    """Ask for all of it to be taken back."""
    plan = MigrationPlan.objects.get()
    versions.take_back_migration(plan=plan, by=plan.begun_by)


def tell() -> None:
    """Print every column of every row of the runs that a case lives on."""
    for run in Run.objects.order_by("pk"):
        sys.stdout.write(f"{make.rows_of(run)}\n")
