"""Reads of what people sign in by: factors, sessions, invitations."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from core.exceptions import NotVisible
from entities.invitations import hash_of
from entities.models import (
    Invitation,
    Session,
    User,
)


def factors_of(user: User) -> "QuerySet[Authenticator]":
    """Return the person's second factors, oldest first, recovery codes apart."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk, type__in=kinds)
    return found.order_by("created_at")


def factor_for(user: User, number: int) -> Authenticator:
    """Return one of the person's own factors; raise NotVisible when it is not hers."""
    factor = factors_of(user).filter(pk=number).first()
    if factor is None:
        raise NotVisible
    return factor


def has_second_factor(user: User) -> bool:
    """Say whether the person has a second factor now, whatever her row says."""
    return factors_of(user).exists()


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes were not used yet."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES)
    codes = kept.first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the person's sessions that go on, last used first."""
    now = timezone.now()
    return Session.objects.filter(
        account_id=user.pk,
        seen_at__gte=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        began_at__gte=now - timedelta(seconds=settings.SESSION_LONGEST_SECONDS),
    ).order_by("-seen_at")


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation this token opens now, or None when it opens none any more.

    It must be unused, in time, and for the account as it still is: without a password.
    """
    found = (
        Invitation.objects.select_related("user__entity")
        .filter(
            token_hash=hash_of(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
            user__email=F("email"),
            user__entity=F("entity"),
        )
        .first()
    )
    return found if found and not found.user.has_usable_password() else None
