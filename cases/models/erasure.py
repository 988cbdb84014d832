"""Erasing a case takes two people: one asks, another agrees."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import ErasureBasis
from cases.models.case import Case


class ErasureRequest(models.Model):
    """That somebody asked to erase a case, that another agreed, and that it was done.

    What was erased stands in the ledger beside the keys; this row is only how it was decided.
    A request that was withdrawn stays to be read; the case may then be asked for again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasures")
    basis = models.CharField(max_length=30, choices=ErasureBasis)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(withdrawn_at=None), name="erasure_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, confirmed_at=None),
                name="erasure_withdrawn_before_agreement",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="erasure_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("requested_by")),
                name="erasure_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(confirmed_at__isnull=False),
                name="erasure_completed_after_agreement",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "basis", "requested_at", "requested_by", "withdrawn_at", "withdrawn_by",
            "confirmed_at", "confirmed_by", "completed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"erasure {str(self.pk)[:8]}"
