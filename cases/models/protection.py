"""What protects a case more than others, and the two ways past: a custodian's yes, an emergency."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.enums import Finding, MarkKind, MarkReason, RequestStatus
from cases.models.access import CaseGrant
from cases.models.case import Case
from entities.models import Entity
from vault.enums import Purpose
from vault.fields import EncryptedTextField

if TYPE_CHECKING:
    from uuid import UUID

PERSON = settings.AUTH_USER_MODEL


class CaseMark(models.Model):
    """That a case asks for more protection, since when and by whom. Lifted, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=20, choices=MarkKind)
    reason = models.CharField(max_length=20, choices=MarkReason)
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(lifted_at=None), name="mark_set_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="mark_lifted_by_and_at",
            ),
        ]

    class Privacy:
        plain = {"id", "case", "kind", "set_at", "set_by", "lifted_at", "lifted_by"}
        special = {"reason"}

    def __str__(self) -> str:
        return f"mark {str(self.pk)[:8]}"


class OfCase(models.Model):
    """A row of a case whose texts are sealed under the key of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def data_key_id(self) -> "UUID":
        """The key of the case: asked only when something is sealed."""
        return self.case.data_key_id


class IdentityRequest(OfCase):
    """Somebody asks to see an identity that opens only by two people.

    `answer_by` is until when a custodian may answer, `open_until` until when the agreement opens
    the identity, once; `ended_at` is when it was used, withdrawn or ran out.
    """

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    justification = EncryptedTextField()
    status = models.CharField(
        max_length=10, choices=RequestStatus, default=RequestStatus.WAITING, editable=False
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", editable=False)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    motivation = EncryptedTextField(blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "answer_by"], name="identity_request_waiting"),
            models.Index(fields=["case", "asked_by", "-asked_at"], name="identity_request_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"],
                condition=Q(status__in=["waiting", "agreed"]),
                name="identity_request_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="identity_request_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="identity_request_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["agreed", "used"])
                | Q(answered_at__isnull=False, open_until__isnull=False),
                name="identity_opens_by_agreement",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "agreed"], ended_at=None)
                | Q(status__in=["refused", "withdrawn", "expired", "used"], ended_at__isnull=False),
                name="identity_request_ended_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "entity", "purpose", "status", "asked_at", "asked_by", "answer_by",
            "answered_at", "answered_by", "open_until", "ended_at",
        }  # fmt: skip
        personal = {"justification", "motivation"}

    def __str__(self) -> str:
        return f"identity request {str(self.pk)[:8]}"


class BrokenGlass(OfCase):
    """Somebody opened a case in an emergency; a coordinator of the owner reviews it.

    `event` is the number of the event in the log; `escalated_at` when it was told that nobody
    had reviewed it in time.
    """

    grant = models.OneToOneField(CaseGrant, on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    event = models.BigIntegerField(editable=False)
    justification = EncryptedTextField()
    broken_at = models.DateTimeField(default=timezone.now, editable=False)
    broken_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", editable=False
    )
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    note = EncryptedTextField(blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-broken_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["broken_at"], condition=Q(reviewed_at=None), name="glass_unreviewed"
            ),
            models.Index(fields=["case", "-broken_at"], name="glass_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, finding="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="")),
                name="glass_reviewed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("broken_by")),
                name="glass_reviewed_by_another",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "grant", "entity", "event", "broken_at", "broken_by", "finding",
            "reviewed_at", "reviewed_by", "escalated_at",
        }  # fmt: skip
        personal = {"justification", "note"}

    def __str__(self) -> str:
        return f"broken glass {str(self.pk)[:8]}"
