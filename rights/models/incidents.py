"""The register of incidents (GDPR, article 33(5))."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from entities.models import Entity
from rights.enums import (
    Authority,
    IncidentKind,
    IncidentRisk,
    IncidentStatus,
    LateReason,
    Persons,
    Told,
)
from vault.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Incident(models.Model):
    """Something that went wrong with data. The 72 hours run from `aware_at`.

    `entity` is where it happened, `entities` whom else it concerns. `story` and `lessons` are
    sealed under a key of its own. `warnings` counts the warnings that were sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField(unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=IncidentKind)
    status = models.CharField(
        max_length=10, choices=IncidentStatus, default=IncidentStatus.REPORTED
    )
    happened_on = models.DateField(null=True, blank=True)
    aware_at = models.DateTimeField()
    story = EncryptedTextField(blank=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    entities = models.ManyToManyField(Entity, blank=True, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    reported_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    warnings = models.PositiveSmallIntegerField(default=0)
    data_kinds = models.JSONField(default=list, blank=True)
    persons = models.CharField(max_length=10, choices=Persons, default=Persons.UNKNOWN)
    risk = models.CharField(max_length=10, choices=IncidentRisk, blank=True)
    measures = models.JSONField(default=list, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.CharField(max_length=10, choices=Authority, blank=True)
    told_authority_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(max_length=20, choices=LateReason, blank=True)
    persons_told = models.CharField(max_length=20, choices=Told, blank=True)
    lessons = EncryptedTextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-aware_at"]
        indexes = [
            models.Index(
                fields=["aware_at"],
                name="incident_undecided",
                condition=Q(status__in=["reported", "assessed"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="incident_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["reported", "assessed"], decided_at=None)
                | Q(status__in=["notified", "kept", "closed"], decided_at__isnull=False),
                name="incident_decided_as_it_stands",
            ),
            models.CheckConstraint(
                condition=~Q(status="notified")
                | (Q(told_authority_at__isnull=False) & ~Q(authority="")),
                name="incident_authority_told",
            ),
            models.CheckConstraint(
                condition=~Q(status="kept") | Q(risk="unlikely"),
                name="incident_kept_without_risk",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None, closed_by=None)),
                name="incident_closed_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(persons_told=""),
                name="incident_closed_with_persons",
            ),
        ]

    class Privacy:
        plain = {
            "id", "data_key_id", "number", "kind", "status", "happened_on", "aware_at", "entity",
            "reported_at", "reported_by", "warnings", "data_kinds", "persons", "risk", "measures",
            "decided_at", "decided_by", "authority", "told_authority_at", "late_reason",
            "persons_told", "closed_at", "closed_by",
        }  # fmt: skip
        personal = {"lessons"}
        special = {"story"}

    def __str__(self) -> str:
        return f"incident {self.number}"
