"""Whom and where she must not meet: entities, zones, workers, interpreters."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.coded import code_column
from cases.models.protection import OfCase
from entities.models import Entity
from entities.territories import territory_choices
from vault.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Avoidance(OfCase):
    """Something she must avoid, applied wherever a service is looked for. Ended, never deleted.

    `avoided_entity` is the entity itself (kind `entity`) or where the worker works (`worker`);
    `territory` the zone. Whatever names somebody, or a zone more closely, is sealed in `words`.
    """

    kind = code_column("avoid_kind")
    avoided_entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    worker = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    territory = models.CharField(max_length=6, blank=True, choices=territory_choices)
    words = EncryptedTextField(blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["recorded_at"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                # The empty kind is what stays of an erased case.
                condition=Q(kind__in=["", "interpreter"])
                | (Q(kind__in=["entity", "worker"]) & Q(avoided_entity__isnull=False))
                | (Q(kind="zone") & ~Q(territory="")),
                name="avoidance_names_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="avoidance_ended_by_and_at",
            ),
        ]

    class Privacy:
        plain = {"id", "case", "recorded_at", "recorded_by", "ended_at", "ended_by"}
        special = {"kind", "avoided_entity", "worker", "territory", "words"}

    def __str__(self) -> str:
        return f"avoidance {str(self.pk)[:8]}"
