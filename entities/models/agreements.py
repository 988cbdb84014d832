"""What two entities agreed on: who may refer what to whom."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entities.models.entities import Entity

PERSON = settings.AUTH_USER_MODEL


class SharingAgreement(models.Model):
    """`sender` may refer to `receiver`, from `starts_on` until `ends_on` (none: until ended).

    `service_types` narrows it to these needs, none meaning all; `parts` (codes of
    `disclosure_part`) is what may open besides the offer. Ended, never deleted or changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    service_types = models.JSONField(default=list, blank=True)
    parts = models.JSONField(default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["sender__name", "receiver__name", "-starts_on"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")), name="agreement_between_two"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="agreement_ended_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "sender", "receiver", "service_types", "parts", "starts_on", "ends_on",
            "made_at", "made_by", "ended_at", "ended_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"agreement {str(self.pk)[:8]}"
