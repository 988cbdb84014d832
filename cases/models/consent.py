"""The consent ledger."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.coded import code_column, codes_column
from cases.enums import AGREEING
from cases.models.case import Case
from cases.models.record import ENTRY_PRIVACY, CaseEntry, struck_pair
from entities.models import Entity
from vault.history import SealedHistory


class Consent(CaseEntry):
    """What she answered, once, for one purpose and one recipient; withdrawal is a later fact on it.

    `recipient_entity` or, until one is chosen, `recipient_kind`; neither means nobody in
    particular. `parts` limits what may be disclosed. `text_version` names the approved text that
    was read to her; `interpreter_code` is the interpreter's code, never a name.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    purpose = code_column("consent_scope")
    recipient_entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient_kind = code_column("entity_kind")
    parts = codes_column("disclosure_part")
    status = code_column("consent_status")
    asked_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    language = code_column("language")
    how_given = code_column("how_given", default="oral")
    text_version = models.CharField(max_length=40, blank=True, default="")
    explained_back = models.BooleanField(default=False)
    interpreter_mode = code_column("interpreter_mode", default="none")
    interpreter_code = models.CharField(max_length=20, blank=True, default="")
    interpreter_her_choice = models.BooleanField(default=False)
    interpreter_no_ties = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = SealedHistory()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_on", "-recorded_at"]
        indexes = [models.Index(fields=["case", "purpose", "-asked_on"], name="consent_lookup")]
        constraints = [
            struck_pair("consent_struck_by_and_at"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(recipient_entity=None) | Q(recipient_kind=""),
                name="consent_one_recipient",
            ),
        ]

    class Privacy:
        plain = ENTRY_PRIVACY | {"withdrawn_at", "withdrawn_by", "text_version"}
        personal = {
            "recipient_entity", "recipient_kind", "parts", "asked_on", "valid_until", "language",
            "how_given", "explained_back", "interpreter_mode", "interpreter_code",
            "interpreter_her_choice", "interpreter_no_ties",
        }  # fmt: skip
        special = {"purpose", "status", "note"}

    @property
    def stands(self) -> bool:
        """Whether she agreed, has not withdrawn and the time agreed is not over."""
        return (
            self.status in AGREEING
            and self.withdrawn_at is None
            and self.struck_at is None
            and (self.valid_until is None or self.valid_until >= timezone.localdate())
        )
