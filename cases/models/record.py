"""What was done and what was decided: interventions and the dated status history."""

import uuid
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.coded import code_column
from cases.enums import Place, StrikeReason
from cases.models.case import Case
from cases.models.person import Child
from entities.enums import Country
from entities.models import Entity
from vault.fields import EncryptedTextField
from vault.history import SealedHistory


class CaseEntry(models.Model):
    """What entries of a case share: who wrote them, for which entity, and striking out.

    `entity` is the author's, and stays it: what somebody wrote stays with her entity.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    strike_reason = models.CharField(max_length=20, blank=True, choices=StrikeReason)
    note = EncryptedTextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {str(self.pk)[:8]}"

    @property
    def data_key_id(self) -> UUID:
        """The key of the case: asked only when something is sealed."""
        case: Case = self.case  # type: ignore[attr-defined]
        return case.data_key_id


def struck_pair(name: str) -> models.CheckConstraint:
    """Return the constraint that striking out says when, who and why, or none of them."""
    return models.CheckConstraint(
        condition=Q(struck_at=None, struck_by=None, strike_reason="")
        | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(strike_reason="")),
        name=name,
    )


ENTRY_PRIVACY = {
    "id", "case", "entity", "recorded_at", "recorded_by", "struck_at", "struck_by",
    "strike_reason",
}  # fmt: skip


class Intervention(CaseEntry):
    """Something done with or for her: when, what kind of help, where, how long; the note sealed.

    `minutes` is the time spent; `units` counts what is counted in pieces (nights, sessions).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interventions")
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="interventions"
    )
    happened_on = models.DateField()
    service_type = code_column("service_type")
    channel = code_column("contact_channel", default="in_person")
    place = models.CharField(max_length=20, choices=Place, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    units = models.PositiveSmallIntegerField(default=1)
    interpreter_mode = code_column("interpreter_mode", default="none")

    history = SealedHistory()

    class Meta:
        ordering: ClassVar[list[str]] = ["-happened_on", "-recorded_at"]
        indexes = [models.Index(fields=["case", "-happened_on"], name="intervention_timeline")]
        constraints = [struck_pair("intervention_struck_by_and_at")]

    class Privacy:
        plain = ENTRY_PRIVACY
        personal = {
            "child", "happened_on", "channel", "place", "minutes", "units", "interpreter_mode",
        }  # fmt: skip
        special = {"service_type", "note"}


class StatusEntry(CaseEntry):
    """A dated status with the kind of body that decided it: Spain's or the OTSH class, never both.

    Assistance never depends on a status.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statuses")
    decided_on = models.DateField()
    country = models.CharField(max_length=2, choices=Country)
    victim_status = code_column("victim_status")
    otsh_class = code_column("otsh_classification")
    decided_by_kind = code_column("identification_authority")

    history = SealedHistory()

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_on", "-recorded_at"]
        constraints = [
            struck_pair("status_struck_by_and_at"),
            models.CheckConstraint(
                condition=(~Q(victim_status="") & Q(otsh_class=""))
                | (Q(victim_status="") & ~Q(otsh_class="")),
                name="status_of_one_scale",
            ),
        ]

    class Privacy:
        plain = ENTRY_PRIVACY
        personal = {"decided_on", "country"}
        special = {"victim_status", "otsh_class", "decided_by_kind", "note"}
