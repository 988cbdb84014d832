"""Reads of plans for running cases: counts and places of a flowchart, nothing of any case."""

from collections import Counter

from django.db.models import Count, QuerySet

from core.exceptions import NotVisible
from entities.models import User
from protocols.enums import VersionStatus
from protocols.models import ProtocolVersion
from protocols.selectors import version_for
from referrals.enums import Carried, RunStatus
from referrals.models import MigrationPlan, Run, RunMigration
from referrals.permissions import can_migrate

PUBLISHED = (VersionStatus.CURRENT, VersionStatus.RETIRED)


def version_to_migrate(user: User, slug: str, number: int) -> ProtocolVersion:
    """Return a published version by its address for somebody who may move its running cases."""
    if not can_migrate(user, None):
        raise NotVisible
    version = version_for(user, slug, number)
    if version.status not in PUBLISHED:
        raise NotVisible
    return version


def later_versions(source: ProtocolVersion) -> list[ProtocolVersion]:
    """Return the later published versions of the same flowchart, the newest first."""
    versions = ProtocolVersion.objects.filter(
        protocol=source.protocol_id, status__in=PUBLISHED, number__gt=source.number
    )
    return list(versions.select_related("protocol").defer("xml").order_by("-number"))


def running_on(source: ProtocolVersion) -> int:
    """Return how many runs of a version go on."""
    return Run.objects.filter(version=source, status=RunStatus.RUNNING).count()


def plans_of(source: ProtocolVersion) -> QuerySet[MigrationPlan]:
    """Return the plans for the running cases of a version, the newest first."""
    return (
        MigrationPlan.objects.filter(source=source)
        .select_related("source__protocol", "target__protocol", "made_by")
        .defer("source__xml", "target__xml")
        .order_by("-number")
    )


def plan_for(user: User, slug: str, number: int, plan: int) -> MigrationPlan:
    """Return a plan by its address; NotVisible when it is not there for her."""
    found = plans_of(version_to_migrate(user, slug, number)).filter(number=plan).first()
    if found is None:
        raise NotVisible
    return found


def became_of(plan: MigrationPlan) -> Counter[tuple[str, str, str]]:
    """Return how many runs of a plan there are by outcome, reason and element."""
    rows = plan.runs.values_list("outcome", "reason", "element").annotate(count=Count("pk"))
    return Counter({(outcome, reason, element): count for outcome, reason, element, count in rows})


def moves_of(run: Run) -> list[RunMigration]:
    """Return when a run went over to other versions and was not taken back, in their order."""
    rows = RunMigration.objects.filter(run=run, outcome__in=[Carried.MOVED, Carried.KEPT])
    return list(rows.select_related("plan__target").defer("plan__target__xml").order_by("done_at"))
