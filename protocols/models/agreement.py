"""How a version is agreed: who was asked, for which lane, and what each answered."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from protocols.enums import LIVE_CONSULTATION, ConsultationStatus, Verdict
from protocols.models.versions import ProtocolVersion

MAX_WORDS = 4000
MAX_NAME = 120


class Consultation(models.Model):
    """One round of asking whether the lanes agree with exactly one file.

    `xml` and `sha256` are what was asked about, kept since it was opened: the draft may change
    afterwards, and then the answers no longer count for it. `answer_by` is the last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.CASCADE, related_name="consultations"
    )
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10,
        choices=ConsultationStatus,
        default=ConsultationStatus.PREPARED,
        editable=False,
    )
    xml = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    prepared_at = models.DateTimeField(auto_now_add=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="consultation_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(status__in=LIVE_CONSULTATION),
                name="consultation_live_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    opened_at=None, opened_by=None, xml__isnull=True, sha256="", answer_by=None
                )
                | (
                    Q(
                        opened_at__isnull=False,
                        opened_by__isnull=False,
                        xml__isnull=False,
                        answer_by__isnull=False,
                    )
                    & ~Q(sha256="")
                ),
                name="consultation_opened_with_everything",
            ),
            models.CheckConstraint(
                condition=Q(status="prepared", opened_at=None, ended_at=None)
                | Q(status="open", opened_at__isnull=False, ended_at=None)
                | Q(status="ended", opened_at__isnull=False, ended_at__isnull=False)
                | Q(status="withdrawn", ended_at__isnull=False),
                name="consultation_dated_as_it_stands",
            ),
        ]

    class Privacy:
        plain = {
            "id", "version", "number", "status", "xml", "sha256", "answer_by", "prepared_at",
            "prepared_by", "opened_at", "opened_by", "ended_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version_id} consultation {self.number}"

    @property
    def is_live(self) -> bool:
        """Say whether it is being prepared or open."""
        return self.status in LIVE_CONSULTATION


class Settled(models.Model):
    """Words that the manager dealt with by a short answer of her own."""

    settlement = models.CharField(max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_settled(self) -> bool:
        """Say whether somebody has dealt with it."""
        return self.settled_at is not None


SETTLED = Q(settled_at=None, settled_by=None, settlement="") | (
    Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settlement="")
)


class AskedPerson(Settled):
    """Somebody who is asked for one lane: a person of the site, or one outside with a link.

    `lane` is the id of the lane in the file. Of a link only the hash of its token is kept.
    `words` are the reason of a reservation or a no; `saves` counts how often she saved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="people")
    lane = models.CharField(max_length=100)
    name = models.CharField(max_length=MAX_NAME)
    organisation = models.CharField(max_length=MAX_NAME, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, blank=True)
    link_issued_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=12, choices=Verdict, blank=True)
    words = models.TextField(max_length=MAX_WORDS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    saves = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["consultation", "lane", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "lane", "user"],
                condition=Q(user__isnull=False),
                name="asked_once_for_a_lane",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="link_opens_one_answer"
            ),
            models.CheckConstraint(
                condition=Q(token_hash="", link_issued_at=None)
                | (Q(user=None, link_issued_at__isnull=False) & ~Q(token_hash="")),
                name="link_only_for_people_outside",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", "yes"]) | ~Q(words=""), name="objection_has_words"
            ),
            models.CheckConstraint(condition=SETTLED, name="answer_settled_by_somebody"),
        ]

    class Privacy:
        plain = {
            "id", "consultation", "lane", "organisation", "user", "token_hash", "link_issued_at",
            "answer", "answered_at", "saves", "settlement", "settled_at", "settled_by",
        }  # fmt: skip
        personal = {"name", "words"}

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.lane}"


class Comment(Settled):
    """What somebody asked says of one step; of the whole, where `element` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(AskedPerson, on_delete=models.CASCADE, related_name="comments")
    element = models.CharField(max_length=100, blank=True)
    words = models.TextField(max_length=MAX_WORDS)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "element"]
        constraints = [
            models.UniqueConstraint(fields=["person", "element"], name="comment_once_on_a_step"),
            models.CheckConstraint(condition=SETTLED, name="comment_settled_by_somebody"),
        ]

    class Privacy:
        plain = {
            "id", "person", "element", "written_at", "settlement", "settled_at", "settled_by",
        }  # fmt: skip
        personal = {"words"}

    def __str__(self) -> str:
        return f"{self.person_id} {self.element}"
