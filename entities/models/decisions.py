"""What two people decide about an account, and suspensions of accounts."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from entities.enums import DecisionKind, DecisionStatus, Role, SuspensionKind
from entities.models.entities import Entity
from entities.models.people import User

OPEN = (DecisionStatus.ASKED, DecisionStatus.AGREED)
_OPEN = [status.value for status in OPEN]


class AccountDecision(models.Model):
    """Something grave about an account: one person asks, another agrees, then a day passes.

    `entity` and `email` are those of the account when it was asked: when they have changed since,
    what was agreed to is another account's and lapses. `role` and `new_email` say what is to be
    given. `takes_effect_at` is fixed at the agreement. What the product did by itself (taking
    effect, lapsing) has a time, `ended_at`, and no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    kind = models.CharField(max_length=20, choices=DecisionKind)
    role = models.CharField(max_length=30, choices=Role, blank=True)
    new_email = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=DecisionStatus, default=DecisionStatus.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["person", "kind", "role"],
                condition=Q(status__in=_OPEN),
                name="decision_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")), name="decision_asked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None)
                | (~Q(agreed_by=F("person")) & ~Q(agreed_by=F("asked_by"))),
                name="decision_agreed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None, takes_effect_at=None)
                | Q(
                    agreed_at__isnull=False,
                    agreed_by__isnull=False,
                    takes_effect_at__gte=F("agreed_at"),
                ),
                name="decision_agreed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stopped_by=None)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="decision_stopped_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", agreed_at=None, stopped_at=None, ended_at=None)
                | Q(status="agreed", agreed_at__isnull=False, stopped_at=None, ended_at=None)
                | Q(
                    status="done",
                    agreed_at__isnull=False,
                    stopped_at=None,
                    ended_at__gte=F("takes_effect_at"),
                )
                | Q(status="stopped", stopped_at__isnull=False, ended_at=None)
                | Q(status="lapsed", stopped_at=None, ended_at__isnull=False),
                name="decision_status_is_dated",
            ),
            models.CheckConstraint(
                condition=(Q(kind="grant_role") & ~Q(role=""))
                | (~Q(kind="grant_role") & Q(role="")),
                name="decision_names_a_role",
            ),
            models.CheckConstraint(
                condition=(Q(kind="change_email") & ~Q(new_email=""))
                | (~Q(kind="change_email") & Q(new_email="")),
                name="decision_names_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["takes_effect_at"], condition=Q(status__in=_OPEN), name="decision_due"
            ),
        ]

    class Privacy:
        plain = {
            "id", "person", "entity", "kind", "role", "status", "asked_at", "asked_by",
            "agreed_at", "agreed_by", "takes_effect_at", "stopped_at", "stopped_by", "ended_at",
        }  # fmt: skip
        personal = {"email", "new_email"}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether it may still take effect."""
        return self.status in OPEN


class Suspension(models.Model):
    """An account that opens nothing from a day to a day, whatever its owner types.

    A dormant account is suspended by the product, which is nobody; one under suspicion by a
    decision of two people, and whoever is not administrator or auditor learns nothing of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField(max_length=10, choices=SuspensionKind)
    decision = models.OneToOneField(
        AccountDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="suspension"
    )
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["began_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ended_at=None), name="suspended_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="suspension_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(kind="dormant", decision=None)
                | Q(kind="silent", decision__isnull=False),
                name="suspension_under_suspicion_was_decided",
            ),
        ]

    class Privacy:
        plain = {"id", "person", "kind", "decision", "began_at", "ended_at", "ended_by"}

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"
