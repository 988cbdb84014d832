"""Whom a single sign-on service means by whom."""

import uuid

from django.db import models

from entities.models.people import User


class SignOnIdentity(models.Model):
    """An account bound to a subject of an issuer (OpenID Connect) when it first came in by it.

    From then on the subject counts, whatever e-mail address the issuer claims for it. One a
    person and issuer; a subject is only unique within its issuer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_on_identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="sign_on_subject_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="sign_on_bound_once"),
        ]

    class Privacy:
        plain = {"id", "user", "issuer", "bound_at"}
        personal = {"subject"}

    def __str__(self) -> str:
        return str(self.pk)
