"""Signing in and out, and the password a person chooses for herself."""

from datetime import datetime

from django.db import transaction

from audit import services as audit
from audit.enums import AuditAction, Outcome
from entities.models import Session, User


@transaction.atomic
def remember_sign_in(*, user: User, before: datetime | None) -> None:
    """Write the sign-in to the log and keep the one `before` it, to be shown to the person."""
    user.previous_login = before
    user.save(update_fields=["previous_login"])
    audit.record(AuditAction.SIGNED_IN, by=user, target=user.pk)


def remember_sign_out(*, user: User) -> None:
    """Write to the log that the person left."""
    audit.record(AuditAction.SIGNED_OUT, by=user, target=user.pk)


def record_refused_sign_in(*, email: str, locked: bool) -> None:
    """Write a refused sign-in to the log: whose account, if it is one; never what was typed."""
    person = User.objects.filter(email=email.strip().lower()).only("pk").first()
    audit.record_read(
        AuditAction.SIGN_IN_LOCKED if locked else AuditAction.SIGN_IN_FAILED,
        by=None,
        target=person.pk if person else None,
        outcome=Outcome.REFUSED,
    )


@transaction.atomic
def set_own_password(*, user: User, password: str) -> None:
    """Keep a password that the person herself typed and the validators took."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(
        AuditAction.USER_CHANGED, by=user, target=user.pk, details={"fields": ["password"]}
    )


def end_every_session(*, user: User) -> None:
    """End all sessions of a locked person at once; call it in the transaction of the change."""
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    Session.objects.filter(account_id=user.pk).delete()


@transaction.atomic
def end_other_sessions(*, user: User, keep: str | None) -> int:
    """End the person's sessions except the one with the key `keep`; return how many."""
    ended, _by_kind = Session.objects.filter(account_id=user.pk).exclude(pk=keep or "").delete()
    audit.record(AuditAction.SESSIONS_ENDED, by=user, target=user.pk, details={"count": ended})
    return ended
