"""How people come in: invitations, and the sessions they keep."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from entities.models.entities import Entity
from entities.models.people import User


class Session(AbstractBaseSession):
    """A browser that is, or is about to be, signed in; `sessions.SessionStore` keeps it.

    `account_id` is whose it is, empty before signing in. A session ends without use and, whatever
    is done in it, a working day after it began. Device and network are as coarse as in the log.
    """

    account_id = models.UUIDField(null=True, editable=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)
    network = models.CharField(max_length=50, blank=True)

    objects: ClassVar[BaseSessionManager["Session"]] = BaseSessionManager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["account_id"], name="session_of_account")]

    class Privacy:
        plain = {"expire_date", "account_id"}
        personal = {"session_key", "session_data", "began_at", "seen_at", "device", "network"}

    def __str__(self) -> str:
        return f"session of {self.account_id}"

    def has_ended(self, now: datetime) -> bool:
        """Say whether it was left idle too long, or is over whatever is done in it."""
        idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        longest = timedelta(seconds=settings.SESSION_LONGEST_SECONDS)
        return now - self.seen_at > idle or now - self.began_at > longest


class Invitation(models.Model):
    """A link by which the owner of a new account sets her password, once, within three days.

    Only a hash of its token is kept. E-mail and entity are those of the day it was sent: when the
    account has changed since, the link no longer works. Accepting one withdraws the others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_ends_after_it_begins"
            ),
        ]

    class Privacy:
        plain = {
            "id", "user", "entity", "roles", "created_at", "expires_at", "accepted_at",
            "withdrawn_at",
        }  # fmt: skip
        personal = {"email", "token_hash"}

    def __str__(self) -> str:
        return str(self.pk)
