"""Running cases go over one by one: the rows are the work, a sweep finds them (design 4).

One transaction a run, with the run locked and proved anew from where it stands: a kill loses at
most the one in hand, which the next sweep finds waiting again.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit import services as audit
from audit.enums import AuditAction
from core.wakeups import wake_on_commit
from entities.models import Entity, User
from notices.enums import NoticeKind
from notices.services import notify
from protocols.migration.plans import Plan
from protocols.migration.proof import Judge
from protocols.selectors import definition_of
from referrals import workflow
from referrals.enums import Carried, Left, PlanStatus, RunStatus
from referrals.models import MigrationPlan, Run, RunMigration
from referrals.services.versions import carrying
from referrals.services.versions.carrying import Stays

logger = logging.getLogger(__name__)
TASK = "referrals.migrate_runs"


@transaction.atomic
def start_migration(*, plan: MigrationPlan, by: User) -> MigrationPlan:
    """Let all runs that stand where the plan is proved go over, one by one, by the next sweep.

    Runs that stayed before are tried again. Conflict when it is under way or was taken back.
    """
    locked = _take(plan, "start", by)
    rows = RunMigration.objects.filter(plan=locked)
    rows.filter(outcome=Carried.LEFT).update(
        outcome=Carried.WAITING, done_at=None, reason="", element=""
    )
    runs = Run.objects.filter(version=locked.source_id, status=RunStatus.RUNNING)
    new = runs.exclude(migrations__plan=locked).values_list("pk", flat=True)
    RunMigration.objects.bulk_create(RunMigration(plan=locked, run_id=pk) for pk in new)
    return _begin(locked, by)


@transaction.atomic
def stop_migration(*, plan: MigrationPlan, by: User) -> MigrationPlan:
    """Let no further run go over; those that did stay over, and can be taken back."""
    locked = _take(plan, "stop", by)
    return _end(locked)


@transaction.atomic
def take_back_migration(*, plan: MigrationPlan, by: User) -> MigrationPlan:
    """Take back all runs in which nothing has happened since they went over, by the next sweep."""
    return _begin(_take(plan, "take_back", by), by)


def migrate_runs() -> int:
    """Do what waits in all plans under way; return how many runs were dealt with.

    Safe to call at any time and twice at once: whoever has a row in hand keeps others from it.
    """
    under_way = MigrationPlan.objects.filter(status__in=_WORK).order_by("begun_at")
    return sum(_work_through(pk) for pk in list(under_way.values_list("pk", flat=True)))


def _work_through(plan_id: UUID) -> int:
    done, judge = 0, None
    while True:
        with transaction.atomic():
            plan = _read(plan_id)
            if plan.status not in _WORK:
                return done
            source = _WORK[PlanStatus(plan.status)]
            row = (
                RunMigration.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(plan=plan, outcome=source)
                .order_by("pk")
                .first()
            )
            if row is None:
                _finish(plan, source)
                return done
            row.plan = plan
            judge = judge or judge_of(plan)
            _deal_with(row, judge)
            done += 1


def judge_of(plan: MigrationPlan) -> Judge:
    """Return who judges runs by this plan."""
    return Judge(
        definition_of(plan.source), definition_of(plan.target), Plan.from_json(plan.content)
    )


def _deal_with(row: RunMigration, judge: Judge) -> None:
    """Carry one run over, or back; what fails is undone and written down, and stops no other."""
    is_over = row.outcome == Carried.WAITING
    by = row.plan.begun_by
    ends: tuple[Carried, Carried] = (
        (Carried.MOVED, Carried.LEFT) if is_over else (Carried.TAKEN_BACK, Carried.KEPT)
    )
    reason, element = "", ""
    try:
        with transaction.atomic():
            if is_over:
                carrying.carry_over(row, judge, by=by)
            else:
                carrying.take_back(row, by=by)
    except Stays as staying:
        reason, element = str(staying.code), staying.element
    except Exception:
        # Whatever is wrong with one run must not keep all others from going over.
        logger.exception("migration: could not do run %s", row.run_id)
        reason = Left.FAILED.value
    row.outcome = ends[bool(reason)]
    row.reason, row.element, row.done_at = reason, element, timezone.now()
    row.save(update_fields=["outcome", "reason", "element", "done_at", "before", "after"])


_WORK = {PlanStatus.MOVING: Carried.WAITING, PlanStatus.TAKING_BACK: Carried.MOVED}


def _read(plan_id: UUID) -> MigrationPlan:
    return (
        MigrationPlan.objects.select_related("source__protocol", "target__protocol", "begun_by")
        .defer("source__xml", "target__xml")
        .get(pk=plan_id)
    )


def _take(plan: MigrationPlan, name: str, by: User | None) -> MigrationPlan:
    locked = (
        MigrationPlan.objects.select_for_update(of=("self",))
        .select_related("source__protocol", "target")
        .defer("source__xml", "target__xml")
        .get(pk=plan.pk)
    )
    step = workflow.MIGRATION[name]
    step.check(locked, by)
    locked.status = step.target
    audit.record(
        AuditAction(step.event), by=by, target=locked.pk, details={"number": locked.number}
    )
    return locked


def _begin(plan: MigrationPlan, by: User) -> MigrationPlan:
    plan.begun_at, plan.begun_by, plan.ended_at = timezone.now(), by, None
    plan.save(update_fields=["status", "begun_at", "begun_by", "ended_at"])
    wake_on_commit(TASK)
    return plan


def _finish(plan: MigrationPlan, source: Carried) -> None:
    """Say that it is finished, unless somebody has a row in hand or has stopped it."""
    locked = MigrationPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if locked.status != plan.status or locked.runs.filter(outcome=source).exists():
        return
    _end(_take(plan, "finish" if source == Carried.WAITING else "finish_back", None))


def _end(plan: MigrationPlan) -> MigrationPlan:
    """Tell each entity that owns some of the runs once, in the transaction that ends it."""
    plan.ended_at = timezone.now()
    plan.save(update_fields=["status", "ended_at"])
    changed = plan.runs.filter(
        outcome__in=[Carried.MOVED, Carried.TAKEN_BACK], done_at__gte=plan.begun_at
    )
    owners = Entity.objects.filter(pk__in=changed.values("run__owner")).order_by("code")
    for owner in owners:
        notify(NoticeKind.RUNS_MIGRATED, entity=owner, path=reverse("referrals:worklist"))
    return plan
