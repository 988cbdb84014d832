"""What the person asks for, and by when it is answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.coded import code_column
from cases.models.protection import OfCase
from entities.models import Entity
from rights.enums import (
    Asker,
    Authority,
    CarriedOut,
    ExtensionReason,
    How,
    IdentityCheck,
    RefusalReason,
    RequestStatus,
    Right,
)
from vault.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class RightsRequest(OfCase):
    """A right that she uses, and its clock: `due_on` is the last day to answer.

    `details` is what she asked in her words, open to people of the responsible entity alone.
    `warnings` counts the warnings sent for the present `due_on`.
    """

    right = models.CharField(max_length=20, choices=Right)
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.OPEN)
    received_on = models.DateField()
    asked_by = models.CharField(max_length=20, choices=Asker)
    how = models.CharField(max_length=10, choices=How)
    language = code_column("language")
    identity_check = models.CharField(max_length=20, choices=IdentityCheck)
    details = EncryptedTextField(blank=True)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    warnings = models.PositiveSmallIntegerField(default=0)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    extension_reason = models.CharField(max_length=20, choices=ExtensionReason, blank=True)
    carried_out = models.CharField(max_length=10, choices=CarriedOut, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    carried_out_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_reason = models.CharField(max_length=20, choices=RefusalReason, blank=True)
    authority = models.CharField(max_length=10, choices=Authority, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="rights_request_waiting",
                condition=Q(status__in=["open", "extended"]),
            ),
            models.Index(fields=["case", "-recorded_at"], name="rights_request_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "right"],
                condition=Q(status__in=["open", "extended"]),
                name="rights_request_once",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")), name="rights_request_due_later"
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_by=None, extension_reason="")
                | (
                    Q(extended_at__isnull=False, extended_by__isnull=False)
                    & ~Q(extension_reason="")
                ),
                name="rights_request_extended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at=None, carried_out_by=None, carried_out="")
                | (
                    Q(carried_out_at__isnull=False, carried_out_by__isnull=False)
                    & ~Q(carried_out="")
                ),
                name="rights_request_carried_out_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "extended"], ended_at=None, ended_by=None)
                | Q(
                    status__in=["answered", "partly", "refused", "withdrawn"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="rights_request_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["partly", "refused"])
                | (~Q(refusal_reason="") & ~Q(authority="")),
                name="rights_request_refused_with_reason",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "right", "status", "received_on", "asked_by", "how", "language",
            "identity_check", "entity", "recorded_at", "recorded_by", "due_on", "warnings",
            "extended_at", "extended_by", "extension_reason", "carried_out", "carried_out_at",
            "carried_out_by", "refusal_reason", "authority", "ended_at", "ended_by",
        }  # fmt: skip
        special = {"details"}

    def __str__(self) -> str:
        return f"rights request {str(self.pk)[:8]}"
