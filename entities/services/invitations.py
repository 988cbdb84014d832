"""Invitations: how the owner of a new account gets in, and nobody else."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict
from entities.invitations import hash_of, new_token
from entities.models import Invitation, User
from entities.selectors import invitation_by
from entities.services.roles import lock_user
from entities.services.sessions import set_own_password


@transaction.atomic
def issue_invitation(*, user: User) -> str:
    """Return the token of a new invitation, which is nowhere else: only its hash is kept."""
    person = lock_user(user)
    now, token = timezone.now(), new_token()
    Invitation.objects.create(
        user=person,
        token_hash=hash_of(token),
        email=person.email,
        entity=person.entity,
        roles=sorted(person.roles),
        created_at=now,
        expires_at=now + timedelta(hours=settings.INVITATION_HOURS),
    )
    audit.record(AuditAction.INVITATION_SENT, by=None, target=person.pk)
    return token


@sensitive_variables("password", "token")
@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the account's first password and believe its e-mail address; once.

    Raises Conflict when the invitation was used, withdrawn or ran out meanwhile.
    """
    named = Invitation.objects.select_related("user").filter(token_hash=hash_of(token)).first()
    if named:
        lock_user(named.user)
    invitation = invitation_by(token)
    if invitation is None:
        raise Conflict(
            _("This invitation no longer works."), _("Ask your coordinator for a new one.")
        )
    person = invitation.user
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    person.invitations.filter(accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=invitation.accepted_at
    )
    set_own_password(user=person, password=password)
    verify_email(user=person)
    audit.record(AuditAction.INVITATION_ACCEPTED, by=person, target=person.pk)
    return person


def verify_email(*, user: User) -> None:
    """Keep that the person reads what is sent to the address of her account."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
