"""Filled forms of the library: assessments, reports, plans."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.enums import AssessmentStatus
from cases.models.case import Case
from cases.models.person import Child
from cases.models.record import ENTRY_PRIVACY, CaseEntry, struck_pair
from vault.fields import EncryptedJSONField
from vault.history import SealedHistory


class Assessment(CaseEntry):
    """A form of `questionnaires` as somebody answered it, for the woman or for one child.

    `code`, `version` and `sha256` name exactly what was asked. A draft is taken up again by people
    of the same entity; what is final never changes: it is struck and kept, or followed by a newer
    one. `answers` holds what was answered by name, all of it sealed.
    """

    note: Any = None

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    code = models.CharField(max_length=60, editable=False)
    version = models.PositiveSmallIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        max_length=10, choices=AssessmentStatus, default=AssessmentStatus.DRAFT
    )
    answers = EncryptedJSONField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = SealedHistory()

    class Meta:
        ordering: ClassVar[list[str]] = ["-recorded_at"]
        indexes = [models.Index(fields=["case", "-recorded_at"], name="assessment_newest")]
        constraints = [
            struck_pair("assessment_struck_by_and_at"),
            models.CheckConstraint(
                condition=Q(status="draft", finished_at=None, finished_by=None)
                | Q(status="final", finished_at__isnull=False, finished_by__isnull=False),
                name="assessment_final_by_and_at",
            ),
        ]

    class Privacy:
        plain = ENTRY_PRIVACY | {"version", "status", "finished_at", "finished_by"}
        personal = {"child", "code", "sha256"}
        special = {"answers"}

    @property
    def is_final(self) -> bool:
        """Whether it is finished: then it never changes."""
        return self.status == AssessmentStatus.FINAL
