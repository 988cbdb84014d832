"""Running cases going over to a newer version of their flowchart: the plan, and each run of it."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from protocols.models import ProtocolVersion
from referrals.enums import Carried, PlanStatus
from referrals.models.run import Run, who


class MigrationPlan(models.Model):
    """What becomes of runs of `source` when they go over to `target`, and how far that has come.

    `content` is what `protocols.migration.plans` reads. `recounts`: deadlines are counted anew from
    when each step opened; else they stay as they are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    recounts = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=PlanStatus, default=PlanStatus.DRAFT)
    made_at = models.DateTimeField()
    made_by = who()
    changed_at = models.DateTimeField()
    changed_by = who()
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = who(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["source", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "number"], name="migration_numbered_once"),
            models.CheckConstraint(
                condition=~Q(source=models.F("target")), name="migration_to_another_version"
            ),
            models.CheckConstraint(
                condition=Q(begun_at=None, begun_by=None)
                | Q(begun_at__isnull=False, begun_by__isnull=False),
                name="migration_begun_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", begun_at=None)
                | (~Q(status="draft") & Q(begun_at__isnull=False)),
                name="migration_draft_or_begun",
            ),
        ]

    class Privacy:
        plain = {
            "id", "source", "target", "number", "content", "recounts", "status", "made_at",
            "made_by", "changed_at", "changed_by", "begun_at", "begun_by", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"migration {self.number}"


class RunMigration(models.Model):
    """One run of a plan: whether it went over, why not, and how it stood before and just after.

    `reason` is a code (`Left`, or one of the proof) and `element` the BPMN id it is about.
    `before` and `after` are rows as `services.migration.snapshots` writes them, so that it can be
    taken back exactly as long as nothing has happened since.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(MigrationPlan, on_delete=models.PROTECT, related_name="runs")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="migrations")
    outcome = models.CharField(max_length=12, choices=Carried, default=Carried.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    element = models.CharField(max_length=100, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["done_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "run"], name="run_once_a_migration"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", done_at=None)
                | (~Q(outcome="waiting") & Q(done_at__isnull=False)),
                name="run_migration_done_at",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "outcome"], name="run_migration_outcome"),
        ]

    class Privacy:
        plain = {"id", "plan", "run", "outcome", "reason", "element", "done_at"}
        special = {"before", "after"}

    def __str__(self) -> str:
        return self.outcome
