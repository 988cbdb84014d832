"""What auditors have settled, and the enquiries for a name that came out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from reports.enums import EnquiryStatus, FindingKind
from vault.fields import EncryptedJSONField, EncryptedTextField


class SettledFinding(models.Model):
    """That an auditor has looked at an unusual access, up to the event numbered `last_event`.

    `mark` is what the finding is recognised by (a keyed hash). What she wrote about it is sealed
    in the event numbered `note_event`. Newer events of the same kind open the finding again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mark = models.CharField(max_length=32)
    kind = models.CharField(max_length=20, choices=FindingKind)
    last_event = models.BigIntegerField()
    note_event = models.BigIntegerField()
    settled_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-settled_at"]
        constraints = [
            models.UniqueConstraint(fields=["mark", "last_event"], name="finding_settled_once"),
        ]

    class Privacy:
        plain = {"id", "mark", "kind", "last_event", "note_event", "settled_at", "settled_by"}

    def __str__(self) -> str:
        return f"{self.kind} {self.mark[:8]}"


class NameEnquiry(models.Model):
    """An auditor asks which case a name belongs to that came out; a custodian decides.

    Name, reasons and what was found are sealed under a key of the enquiry's own. `found` holds the
    auditor's references of the cases. The name is emptied as soon as it is no longer needed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key_id = models.UUIDField(unique=True, editable=False)
    status = models.CharField(max_length=10, choices=EnquiryStatus, default=EnquiryStatus.WAITING)
    name = EncryptedTextField(blank=True)
    justification = EncryptedTextField()
    motivation = EncryptedTextField(blank=True)
    found = EncryptedJSONField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status="waiting"), name="enquiry_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="enquiry_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="enquiry_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "expired"], answered_at=None)
                | Q(status__in=["granted", "refused"], answered_at__isnull=False),
                name="enquiry_answered_as_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="enquiry_ends_after_it_begins"
            ),
        ]

    class Privacy:
        plain = {
            "id", "data_key_id", "status", "asked_at", "asked_by", "expires_at", "answered_at",
            "answered_by",
        }  # fmt: skip
        personal = {"justification", "motivation"}
        special = {"name", "found"}

    def __str__(self) -> str:
        return f"enquiry {str(self.pk)[:8]}"
