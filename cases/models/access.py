"""Who may see a case: grants are the truth, guardian's rows follow them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase

from cases.coded import codes_column
from cases.enums import GrantSource
from cases.models.case import Case
from entities.models import Entity


class CaseGrant(models.Model):
    """Why, since when and until when an entity sees which parts of a case. Closed, never deleted.

    `reason` and `close_reason` are codes; `closed_by` stays empty when the product itself ended
    it (time over, a timer). `withheld` lists parts that a withdrawn consent took
    away again; the withdrawal itself stands in the consent ledger.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="grants")
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    parts = codes_column("disclosure_part")
    withheld = codes_column("disclosure_part")
    source = models.CharField(max_length=10, choices=GrantSource)
    reason = models.CharField(max_length=64, blank=True, default="")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    valid_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    close_reason = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["granted_at"]
        indexes = [
            models.Index(fields=["case", "entity"], name="grant_open", condition=Q(closed_at=None)),
            models.Index(
                fields=["valid_until"],
                name="grant_expiring",
                condition=Q(closed_at=None, valid_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, close_reason="")
                | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="grant_closed_by_and_at",
            ),
        ]

    class Privacy:
        plain = {
            "id", "case", "entity", "parts", "withheld", "source", "reason", "granted_at",
            "granted_by", "valid_until", "closed_at", "closed_by", "close_reason",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"grant {str(self.pk)[:8]}"

    @property
    def is_open(self) -> bool:
        """Whether it gives access now."""
        return self.closed_at is None and (
            self.valid_until is None or self.valid_until > timezone.now()
        )


class CaseGroupPermission(GroupObjectPermissionBase):
    """Guardian's row: a group may see a case. Only `services.grants.sync_access` writes it.

    `opened_on` repeats the case's, which never changes: the list walks it by index.
    """

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE)
    valid_until = models.DateTimeField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)

    class Meta(GroupObjectPermissionBase.Meta):
        indexes = [
            models.Index(
                fields=["group", "permission", "-opened_on", "-content_object"],
                name="access_newest",
            ),
        ]

    class Privacy:
        plain = {"id", "permission", "group", "content_object", "valid_until", "opened_on"}

    def __str__(self) -> str:
        return f"access {self.pk}"
