"""A referral: one entity asks another to take a person on, and both can follow it."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from cases.models import Case, CaseGrant
from core.codes import new_code, show_code
from entities.models import Entity, Service
from referrals.enums import MessageKind, ReferralStatus
from referrals.models.run import Run, who
from vault.fields import EncryptedTextField
from vault.history import SealedHistory

_LIVE = [
    "draft", "requested", "information_requested", "accepted", "in_progress", "on_hold",
]  # fmt: skip


class Referral(models.Model):
    """A case carried over to one service of another entity, whose inbox it goes to.

    A referral of a run belongs to (run, lane). `code` is the one both sides say. `parts` (codes of
    `disclosure_part`) are what opens when it is accepted; `consents` the purposes she must have
    agreed to while `basis` is consent. `respond_by` is when an unanswered offer expires. What the
    product did by itself (an expiry, the end of a run) has a time and no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=9, unique=True, default=new_code, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    lane = models.CharField(max_length=100, blank=True)
    element = models.CharField(max_length=100, blank=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    service_type = models.CharField(max_length=40)
    referring_entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    receiving_entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=30, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    urgency = models.CharField(max_length=20)
    reason = models.CharField(max_length=40)
    basis = models.CharField(max_length=20)
    basis_reason = EncryptedTextField(blank=True)
    consents = models.JSONField(default=list, blank=True)
    parts = models.JSONField(default=list, blank=True)
    allocated_to = who(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = who()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = who(null=True, blank=True)
    respond_by = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = who(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = who(null=True, blank=True)
    rejection_reason = models.CharField(max_length=40, blank=True)
    cancel_reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    status_reason = EncryptedTextField(blank=True)
    grant = models.ForeignKey(
        CaseGrant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = SealedHistory()

    class Meta:
        ordering = ["-created_at"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["run", "lane"],
                condition=Q(run__isnull=False, status__in=_LIVE),
                name="referral_lives_once_a_lane",
            ),
            models.CheckConstraint(
                condition=~Q(referring_entity=models.F("receiving_entity")),
                name="referral_goes_to_another_entity",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="referral_sent_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="referral_answered_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_LIVE, ended_at=None, ended_by=None)
                | (~Q(status__in=_LIVE) & Q(ended_at__isnull=False)),
                name="referral_ended_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(rejection_reason=""),
                name="referral_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "in_progress", "on_hold", "completed"])
                | Q(grant__isnull=False),
                name="referral_accepted_opens_a_grant",
            ),
        ]
        indexes = [
            models.Index(fields=["receiving_entity", "status", "respond_by"], name="referral_in"),
            models.Index(fields=["referring_entity", "status", "created_at"], name="referral_out"),
            models.Index(
                fields=["respond_by"],
                condition=Q(status__in=["requested", "information_requested"]),
                name="referral_unanswered",
            ),
        ]

    class Privacy:
        plain = {
            "id", "code", "case", "run", "lane", "element", "service", "referring_entity",
            "receiving_entity", "status", "urgency", "reason", "basis", "consents", "parts",
            "allocated_to", "created_at", "created_by", "sent_at", "sent_by", "respond_by",
            "answered_at", "answered_by", "ended_at", "ended_by", "rejection_reason",
            "cancel_reason", "outcome", "grant",
        }  # fmt: skip
        special = {"service_type", "basis_reason", "status_reason"}

    def __str__(self) -> str:
        return show_code(self.code)

    @property
    def data_key_id(self) -> uuid.UUID:
        """The key of the case seals what is written here."""
        return self.case.data_key_id


class ReferralMessage(models.Model):
    """A question of the receiver or the sender's answer; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField()
    written_by = who()

    class Meta:
        ordering = ["written_at"]

    class Privacy:
        plain = {"id", "referral", "kind", "entity", "written_at", "written_by"}
        special = {"text"}

    def __str__(self) -> str:
        return self.kind

    @property
    def data_key_id(self) -> uuid.UUID:
        """The key of the case seals the message."""
        return self.referral.case.data_key_id
