"""When a service is open or on duty, and who is on duty for it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entities.enums import HoursKind
from entities.models.services import Service

PERSON = settings.AUTH_USER_MODEL


class ServiceHours(models.Model):
    """Hours of one weekday (0 is Monday), in the local time of the service.

    `until` at or before `since` belongs to the next day, so that 00:00 to 00:00 is the whole day.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="hours")
    kind = models.CharField(max_length=10, choices=HoursKind)
    weekday = models.PositiveSmallIntegerField()
    since = models.TimeField()
    until = models.TimeField()

    class Meta:
        ordering = ["kind", "weekday"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["service", "kind", "weekday"], name="hours_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__lt=7), name="hours_on_a_weekday"),
        ]

    class Privacy:
        plain = {"id", "service", "kind", "weekday", "since", "until"}

    def __str__(self) -> str:
        return f"{self.weekday} {self.since:%H:%M}-{self.until:%H:%M}"


class DutyShift(models.Model):
    """A turn in the rota of a service: who is rung, from when until when.

    Of several at a time those of lower `turn` are rung first. Ended, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="shifts")
    since = models.DateTimeField()
    until = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=1)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["since", "turn"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="shift_ends_after"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="shift_ended_by_and_at",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["service", "until"], condition=Q(ended_at=None), name="shift_of_service"
            ),
        ]

    class Privacy:
        plain = {
            "id", "service", "person", "since", "until", "turn", "planned_at", "planned_by",
            "ended_at", "ended_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"shift {str(self.pk)[:8]}"
