"""What entities offer: the directory, shaped after Open Referral HSDS 3.0."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entities.models.entities import Entity
from entities.models.entities import telephone as written_as_telephone


class Service(models.Model):
    """Something an entity offers, as the directory shows it: coarse, and never an address.

    Whom it is for is coded, and an empty list sets no limit: `age_bands` and `genders` (codes of
    the vocabularies), `territories` (ISO 3166-2; none means the entity's own), `admits` (needs
    beyond the usual it is made for: `enums.Admits`). `languages` holds codes of languages spoken
    there. `is_paused`: it takes nobody for the moment (HSDS `temporarily closed`; not `is_active`
    is its `inactive`).

    `places_free` of `places_total` places, where it has any; `places_at` is when somebody last
    said so, `places_by` who (nobody for invented data). `telephone` is for professionals,
    `on_call_number` for emergencies.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="services")
    service_type = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    languages = models.JSONField(default=list, blank=True)
    age_bands = models.JSONField(default=list, blank=True)
    genders = models.JSONField(default=list, blank=True)
    territories = models.JSONField(default=list, blank=True)
    admits = models.JSONField(default=list, blank=True)
    accepts_children = models.BooleanField(default=False)
    needs_permit = models.BooleanField(default=False)
    telephone = models.CharField(max_length=21, blank=True, validators=[written_as_telephone])
    on_call_number = models.CharField(max_length=21, blank=True, validators=[written_as_telephone])
    places_total = models.PositiveSmallIntegerField(null=True, blank=True)
    places_free = models.PositiveSmallIntegerField(null=True, blank=True)
    places_at = models.DateTimeField(null=True, blank=True)
    places_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    is_paused = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["entity", "name"], name="service_named_once"),
            models.CheckConstraint(
                condition=Q(places_total=None, places_free=None)
                | Q(places_total__isnull=False, places_free__lte=F("places_total")),
                name="service_free_within_total",
            ),
            models.CheckConstraint(
                condition=Q(places_by=None) | Q(places_at__isnull=False),
                name="service_places_by_and_at",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["service_type", "is_active"], name="service_by_need"),
        ]

    class Privacy:
        plain = {
            "id", "entity", "service_type", "name", "description", "languages", "age_bands",
            "genders", "territories", "admits", "accepts_children", "needs_permit", "telephone",
            "on_call_number", "places_total", "places_free", "places_at", "places_by",
            "is_active", "is_paused", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def takes_referrals(self) -> bool:
        """Say whether it is offered and takes people now."""
        return self.is_active and not self.is_paused
