"""What is remembered of a sign-in."""

from django.db import transaction

from audit import services as audit
from audit.enums import AuditAction
from entities.models import User


@transaction.atomic
def remember_sign_in(*, user: User) -> None:
    """Write the sign-in to the log; the one before it is what the person is shown."""
    audit.record(AuditAction.SIGNED_IN, by=user, target=user.pk)
