"""Orders of courts and other authorities, and exactly what left by them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.protection import OfCase
from rights.enums import OrderBasis, OrderReason, OrderStatus
from vault.fields import EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Order(OfCase):
    """An authority asks for data of a case. Only `fields` leave, once two people have approved.

    `authority` and `reference` name the court and its file: sealed with the case. `unblocks` says
    that the order opens a blocked case again to those who worked it.
    """

    basis = models.CharField(max_length=20, choices=OrderBasis)
    authority = EncryptedTextField()
    reference = EncryptedTextField()
    ordered_on = models.DateField()
    fields = models.JSONField(default=list)
    unblocks = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.RECORDED)
    reason = models.CharField(max_length=20, choices=OrderReason, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    narrowed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [models.Index(fields=["case", "-recorded_at"], name="order_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="order_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("recorded_by")),
                name="order_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "disclosed"]) | Q(approved_at__isnull=False),
                name="order_approved_before_it_leaves",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["recorded", "approved"], ended_at=None, ended_by=None)
                | Q(
                    status__in=["disclosed", "refused"],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                ),
                name="order_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="order_refused_with_reason"
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "basis", "ordered_on", "fields", "unblocks", "status", "reason",
            "recorded_at", "recorded_by", "narrowed_by", "approved_at", "approved_by", "ended_at",
            "ended_by",
        }  # fmt: skip
        personal = {"authority", "reference"}

    def __str__(self) -> str:
        return f"order {str(self.pk)[:8]}"
