"""Second factors: what the account knows of them, and the log."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction, Outcome
from core.exceptions import Conflict
from entities.factor_adapter import secrets_of
from entities.models import User
from entities.selectors import factors_of, has_second_factor
from entities.services.roles import lock_user


@transaction.atomic
def note_factors(*, user: User) -> None:
    """Make the account say whether it has a second factor. Call it with the change."""
    has_one = has_second_factor(user)
    if has_one is (user.second_factor_at is not None):
        return
    user.second_factor_at = timezone.now() if has_one else None
    user.save(update_fields=["second_factor_at"])


@transaction.atomic
def remember_factor(*, user: User, kind: str) -> None:
    """Note a factor that was just added, and record it."""
    note_factors(user=user)
    audit.record(AuditAction.FACTOR_ADDED, by=user, target=user.pk, details={"kind": kind})


@sensitive_variables("secret")
@transaction.atomic
def add_authenticator(*, user: User, secret: str) -> None:
    """Give the person an authenticator app with this seed (base32), for invented accounts."""
    with secrets_of(user):
        TOTP.activate(user, secret)
    remember_factor(user=user, kind="totp")


@transaction.atomic
def remove_factor(*, user: User, factor_id: int) -> None:
    """Remove one of the person's own factors; never the last one.

    Raises Conflict for the last one, or for one that is not there any more.
    """
    lock_user(user)
    factor = factors_of(user).filter(pk=factor_id).first()
    if factor is None:
        raise Conflict(_("This second factor is no longer there."))
    if factors_of(user).count() == 1:
        raise Conflict(
            _("This is your only second factor."), _("Add another one before you remove it.")
        )
    kind = factor.type
    factor.delete()
    audit.record(AuditAction.FACTOR_REMOVED, by=user, target=user.pk, details={"kind": kind})


@transaction.atomic
def renew_recovery_codes(*, user: User) -> None:
    """Make new recovery codes; those of before open nothing any more."""
    lock_user(user)
    Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    ensure_recovery_codes(user=user)


@transaction.atomic
def ensure_recovery_codes(*, user: User) -> bool:
    """Make recovery codes where there are none; say whether they were made."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES)
    if kept.exists():
        return False
    with secrets_of(user):
        RecoveryCodes.activate(user)
    audit.record(AuditAction.RECOVERY_CODES_MADE, by=user, target=user.pk)
    return True


def record_refused_factor(*, user: User, kind: str) -> None:
    """Write to the log that a second factor was given and refused; never what was typed."""
    audit.record_read(
        AuditAction.FACTOR_REFUSED,
        by=None,
        target=user.pk,
        outcome=Outcome.REFUSED,
        details={"kind": kind},
    )


def record_confirmed_factor(*, user: User, kind: str, purpose: str) -> None:
    """Write to the log that the person showed her factor again; what follows `:` names a record."""
    audit.record(
        AuditAction.FACTOR_CONFIRMED,
        by=user,
        target=user.pk,
        details={"kind": kind, "purpose": purpose.partition(":")[0]},
    )
