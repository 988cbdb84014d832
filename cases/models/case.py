"""The case itself, and the codes by which entities name it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.coded import code_column, codes_column
from cases.enums import ENDED, CaseStatus
from cases.models.person import Person
from core import codes
from entities.models import Entity
from entities.territories import territory_choices
from vault.fields import EncryptedTextField
from vault.history import SealedHistory

_ENDED = sorted(status.value for status in ENDED)


class Case(models.Model):
    """One woman's road through the network. Plain columns are coarse and coded; stories are sealed.

    A case may live without a person. `data_key_id` names the key of its sealed fields and of
    those of its interventions, consents, statuses and children. `adult_on` is the first day of
    the month in which a minor turns 18. `victim_status` and `otsh_class` repeat the latest entries
    of the dated history, for lists; `children_count` is said by her and may differ from the rows.
    From `restricted_at` on the case is only read (GDPR, article 18).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField(unique=True, editable=False)
    owner_entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    lead_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status = code_column("case_status", default=CaseStatus.INTAKE)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closure_reason = code_column("closure_reason")
    restricted_at = models.DateTimeField(null=True, blank=True, editable=False)

    detection_channel = code_column("detection_channel")
    exploitation_types = codes_column("exploitation_type")
    age_band = code_column("age_band", default="unknown")
    adult_on = models.DateField(null=True, blank=True)
    gender = code_column("gender", default="unknown")
    languages = codes_column("language")
    interpreter_needed = models.BooleanField(default=False)
    migration_status = code_column("migration_status", default="unknown")
    risk_level = code_column("risk_level", default="unassessed")
    territory = models.CharField(max_length=6, blank=True, choices=territory_choices)
    children_count = models.PositiveSmallIntegerField(default=0)
    victim_status = code_column("victim_status")
    otsh_class = code_column("otsh_classification")

    summary = EncryptedTextField(blank=True)
    narrative = EncryptedTextField(blank=True)
    needs = EncryptedTextField(blank=True)
    health = EncryptedTextField(blank=True)
    trafficking_history = EncryptedTextField(blank=True)

    history = SealedHistory()

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_on", "-id"]
        indexes = [
            models.Index(fields=["-opened_on", "-id"], name="case_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, closure_reason="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closure_reason="")),
                name="case_closed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_ENDED, closed_at__isnull=False)
                | (~Q(status__in=_ENDED) & Q(closed_at=None)),
                name="case_ended_when_closed",
            ),
        ]

    class Privacy:
        plain = {
            "id", "data_key_id", "owner_entity", "lead_worker", "status", "opened_on", "opened_by",
            "created_at", "closed_at", "closed_by", "restricted_at",
        }  # fmt: skip
        personal = {
            "person", "closure_reason", "detection_channel", "age_band", "adult_on", "gender",
            "languages", "interpreter_needed", "territory", "children_count", "summary", "needs",
        }  # fmt: skip
        special = {
            "exploitation_types", "migration_status", "risk_level", "victim_status", "otsh_class",
            "narrative", "health", "trafficking_history",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"case {str(self.pk)[:8]}"


class CaseCode(models.Model):
    """The code by which one entity names a case; the row without entity is the auditor's reference.

    Random, unique overall, looked up together with the reader's entity. It authorises nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="codes")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=9, unique=True)
    minted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "entity"], name="case_code_per_entity"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(entity=None), name="case_audit_reference_once"
            ),
        ]

    class Privacy:
        plain = {"id", "entity", "minted_at"}
        personal = {"case", "code"}

    def __str__(self) -> str:
        return codes.show_code(self.code)
