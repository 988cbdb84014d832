"""Notices inside the product, and the outbox of e-mails that only say there is one."""

import uuid

from django.db import models
from django.db.models import F, Q

from entities.models import User
from notices.enums import MailKind, NoticeKind


class Notice(models.Model):
    """Something a person should look at. `path` is an address of the product valid for her.

    The path may hold her entity's code of a case, so it is shown to her alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notice_of_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="notice_path_is_ours",
            ),
        ]

    class Privacy:
        plain = {"id", "user", "kind", "created_at", "read_at"}
        personal = {"path"}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OutboxMail(models.Model):
    """An e-mail to be sent: the row is the work, the worker's task only wakes the sweep.

    `next_attempt_at` is when somebody may take it: at first at once, while one worker has it
    until her lease ends, after a failure later and later. `last_error` is the name of an
    exception, never its text. Content and links are written at the moment of sending. `address`
    is where it goes when not to the account's own; emptied when it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MailKind)
    address = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["next_attempt_at"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(sent_at=None), name="mail_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("created_at")),
                name="mail_sent_after_it_was_written",
            ),
        ]

    class Privacy:
        plain = {
            "id", "user", "kind", "created_at", "next_attempt_at", "attempts", "sent_at",
            "last_error",
        }  # fmt: skip
        personal = {"address"}

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
