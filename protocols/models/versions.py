"""Protocols, their versions and the kept states of drafts.

A published version's file never changes (see `triggers`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from protocols.enums import VersionStatus


class Protocol(models.Model):
    """An agreed flowchart of one country: its versions share the code that call activities use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=64)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code", "country"]
        constraints = [
            models.UniqueConstraint(fields=["code", "country"], name="protocol_code_once"),
        ]

    class Privacy:
        plain = {"id", "code", "country", "created_at"}

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """Its name in addresses: code and country."""
        return f"{self.code}-{self.country.lower()}" if self.country else self.code


class ProtocolVersion(models.Model):
    """One state of a flowchart: the exact bytes of its BPMN file, their SHA-256, who published it.

    `in_force_from` is the day from which new runs may start on it, `review_on` the day by which
    it should be looked at anew, `review_told_at` when its managers were told that this has come.
    `revision` is the kept state of the draft at which its file stands, `authors` who ever saved
    it: none of them is the second person who approves it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    xml = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(
        max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    in_force_from = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        ordering = ["protocol", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="version_numbered_once"),
            models.UniqueConstraint(
                fields=["protocol"], condition=Q(status="current"), name="version_current_once"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None, in_force_from=None)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    in_force_from__isnull=False,
                ),
                name="version_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None)
                | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="version_draft_or_published",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None)
                | Q(in_force_from__isnull=False, review_on__gt=F("in_force_from")),
                name="version_reviewed_after_it_begins",
            ),
        ]

    class Privacy:
        plain = {
            "id", "protocol", "number", "xml", "sha256", "status", "revision", "created_at",
            "published_at", "published_by", "in_force_from", "review_on", "review_told_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.protocol_id} v{self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of its page; costs a query unless `protocol` was selected."""
        return reverse("protocols:detail", args=[self.protocol.slug, self.number])


class DraftRevision(models.Model):
    """A kept state of a draft: what it was changed from, and by whom.

    Number 0 is how the draft began. One that is set aside was based on a state that somebody else
    had changed meanwhile: it waits there until whoever saved it decides.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ProtocolVersion, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    before = models.PositiveIntegerField(null=True, blank=True)
    xml = models.BinaryField()
    is_aside = models.BooleanField(default=False)
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="revision_numbered_once"),
        ]

    class Privacy:
        plain = {
            "id", "version", "number", "before", "xml", "is_aside", "saved_at", "saved_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version_id} r{self.number}"
