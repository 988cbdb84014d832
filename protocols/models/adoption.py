"""Who takes part in an agreed flowchart, and with what."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from entities.models import Entity, Service, telephone
from protocols.models.versions import ProtocolVersion


class Adoption(models.Model):
    """An entity adopts a lane of a version: with this service, and this contact on duty.

    The contact is of a post, never of a private person: a telephone, an e-mail address or both.
    A change ends the row and begins another, so that who named what, and when, stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="adoptions")
    lane = models.CharField(max_length=100)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    telephone = models.CharField(max_length=21, blank=True, validators=[telephone])
    email = models.EmailField(blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["adopted_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["version", "lane", "entity"],
                condition=Q(ended_at=None),
                name="adopted_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(telephone="", email=""), name="adopted_with_a_contact"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="adoption_ended_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "version", "lane", "entity", "service", "telephone", "email", "adopted_at",
            "adopted_by", "ended_at", "ended_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entity_id} in {self.lane}"
