"""Why a case is restricted or blocked, and how that ended."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models import Case

PERSON = settings.AUTH_USER_MODEL


class Restriction(models.Model):
    """That a case is only kept and read; data protection and a coordinator lift it together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions")
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lift_asked_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at=None), name="restriction_once"
            ),
            models.CheckConstraint(
                condition=Q(lift_asked_at=None, lift_asked_by=None)
                | Q(lift_asked_at__isnull=False, lift_asked_by__isnull=False),
                name="restriction_lift_asked_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lift_asked_by__isnull=False),
                name="restriction_lifted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("lift_asked_by")),
                name="restriction_lifted_by_two",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "set_at", "set_by", "lift_asked_at", "lift_asked_by", "lifted_at",
            "lifted_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"restriction {str(self.pk)[:8]}"


class Block(models.Model):
    """That a case is kept for courts alone, up to and without the day `until`.

    On that day its erasure is proposed (`proposed_at`); two people carry it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="blocks")
    until = models.DateField()
    blocked_at = models.DateTimeField(default=timezone.now, editable=False)
    blocked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-blocked_at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="block_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="block_ended_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "until", "blocked_at", "blocked_by", "proposed_at", "ended_at",
            "ended_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"block {str(self.pk)[:8]}"
