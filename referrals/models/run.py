"""A run: where a flowchart stands on a case, as rows: steps, timers, lanes and what happened."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import Assessment, Case
from entities.models import Entity
from protocols.models import ProtocolVersion
from referrals.enums import LaneHow, RecordSource, RunStatus, StepKind, StepStatus, TimerKind


def who(**options: Any) -> "models.ForeignKey[Any, Any]":
    """Return a field for the person who did something; people are never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options
    )


class Run(models.Model):
    """A published flowchart at work on one case.

    `owner` is the entity in charge of the case when the run began. `answers` holds the coded
    fields answered so far and `joins` how many branches have arrived at each join: the part of
    the engine's state that is in no row of its own. `ended_by` is empty when a timer ended it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    owner = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.RUNNING)
    answers = models.JSONField(default=dict, blank=True)
    joins = models.JSONField(default=dict, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    started_at = models.DateTimeField()
    started_by = who(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = who(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "number"], name="run_number_once_a_case"),
            models.CheckConstraint(
                condition=Q(status="running", ended_at=None, ended_by=None, end_reason="")
                | (Q(status="ended", ended_at__isnull=False) & ~Q(end_reason="")),
                name="run_ended_at_with_reason",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "version", "number", "owner", "status", "joins", "parent", "started_at",
            "started_by", "ended_at", "ended_by", "end_reason",
        }  # fmt: skip
        special = {"answers"}

    def __str__(self) -> str:
        return f"run {self.number}"


class Step(models.Model):
    """A step of a run, from the moment the flowchart reaches it to its end.

    `element` is the BPMN id, `source` that of the step the flow came from ("" from the start), and
    `sender` the entity that did that one: it passes the step on if it must be referred. `entity`
    does the step; it is empty while nobody is found. `round` counts the times the flowchart came
    here, `notice_at` is when the next word about the deadline is due. What a timer closed has no
    `closed_by`. `recorded_*`: what a service that does not sign in did, when, and who said so.
    `assessment` is the step's form as it is filled, from its first draft on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    element = models.CharField(max_length=100)
    source = models.CharField(max_length=100, blank=True)
    lane = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=StepKind, default=StepKind.TASK)
    round = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=StepStatus)
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sender = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=LaneHow)
    for_coordinator = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_kind = models.CharField(max_length=10, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = who(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    recorded_source = models.CharField(max_length=20, choices=RecordSource, blank=True)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["opened_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "element"],
                condition=Q(status__in=["to_refer", "offered", "open"], kind="task"),
                name="step_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["to_refer", "offered", "open"], closed_at=None, closed_by=None
                )
                | Q(status__in=["done", "declined", "cancelled"], closed_at__isnull=False),
                name="step_closed_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["element", "due_at"],
                condition=Q(status__in=["to_refer", "offered", "open"]),
                name="step_waiting_element_due",
            ),
            models.Index(
                fields=["entity", "due_at"],
                condition=Q(status__in=["to_refer", "offered", "open"]),
                name="step_waiting_entity_due",
            ),
            models.Index(
                fields=["sender", "due_at"],
                condition=Q(status__in=["to_refer", "offered"]),
                name="step_to_refer_sender_due",
            ),
            models.Index(
                fields=["notice_at"], condition=Q(notice_at__isnull=False), name="step_notice_due"
            ),
        ]

    class Privacy:
        plain = {
            "id", "run", "element", "source", "lane", "kind", "round", "status", "entity", "sender", "how",
            "for_coordinator", "opened_at", "due_at", "due_kind", "notice_at", "closed_at",
            "closed_by", "recorded_on", "recorded_source", "assessment",
        }  # fmt: skip
        special = {"outcome"}

    def __str__(self) -> str:
        return self.element


class Timer(models.Model):
    """A clock of the flowchart; the sweep fires it when `fire_at` has passed, once.

    `fire_at` is empty while the date it counts from (`anchor`, a date of the person) is unknown.
    `source` is the step the flow came from.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="timers")
    element = models.CharField(max_length=100)
    source = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=TimerKind)
    anchor = models.CharField(max_length=40, blank=True)
    fire_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    fired = models.BooleanField(default=False)

    class Meta:
        ordering = ["fire_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "element"], condition=Q(done_at=None), name="timer_armed_once"
            ),
            models.CheckConstraint(
                condition=Q(fired=False) | Q(done_at__isnull=False), name="timer_fired_is_done"
            ),
        ]
        indexes = [
            models.Index(fields=["fire_at"], condition=Q(done_at=None), name="timer_armed_fire_at"),
        ]

    class Privacy:
        plain = {
            "id", "run", "element", "source", "kind", "anchor", "fire_at", "done_at", "fired",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.element


class RunEvent(models.Model):
    """One thing the engine said, in its order: never changed, the source of the pictures."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    element = models.CharField(max_length=100, blank=True)
    by = who(null=True)

    class Meta:
        ordering = ["id"]

    class Privacy:
        plain = {"id", "run", "at", "kind", "element", "by"}

    def __str__(self) -> str:
        return f"{self.kind} {self.element}"
