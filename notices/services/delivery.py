"""The sweep that empties the outbox, row by row, so that a kill at any moment loses nothing.

A row is taken by moving its `next_attempt_at` past a lease, in a transaction of its own; then
the e-mail is sent; then the row says so. Who dies between sending and saying leaves a row that
is sent again after the lease with the same Message-ID, which mail programs show once.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.db import transaction
from django.utils import timezone

from audit import services as audit
from audit.enums import AuditAction
from notices.enums import MailKind
from notices.messages import compose
from notices.models import OutboxMail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
BATCH = 200

# What opens an account waits while it is suspended.
LINKS = (MailKind.PASSWORD_LINK, MailKind.INVITATION)


def deliver() -> int:
    """Send what is due, at most `BATCH` e-mails; return how many were sent."""
    sent = 0
    for _turn in range(BATCH):
        mail = _take_one()
        if mail is None:
            break
        sent += _send(mail)
    return sent


@transaction.atomic
def _take_one() -> OutboxMail | None:
    now = timezone.now()
    mail = (
        OutboxMail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .filter(sent_at=None, next_attempt_at__lte=now, user__is_active=True)
        .exclude(kind__in=LINKS, user__suspended_at__isnull=False)
        .order_by("next_attempt_at")
        .first()
    )
    if mail:
        mail.attempts += 1
        mail.next_attempt_at = now + LEASE
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _send(mail: OutboxMail) -> bool:
    try:
        compose(mail).send()
    except (OSError, SMTPException) as error:
        logger.warning("E-mail %s was not taken: %s", mail.pk, type(error).__name__)
        _put_back(mail, type(error).__name__)
        return False
    _say_sent(mail)
    return True


def _delay(attempts: int) -> timedelta:
    doublings: int = 2 ** min(attempts - 1, 10)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)


def _put_back(mail: OutboxMail, error: str) -> None:
    later: datetime = timezone.now() + _delay(mail.attempts)
    OutboxMail.objects.filter(pk=mail.pk, sent_at=None).update(
        next_attempt_at=later, last_error=error[:60]
    )


@transaction.atomic
def _say_sent(mail: OutboxMail) -> None:
    mail.sent_at, mail.last_error, mail.address = timezone.now(), "", ""
    mail.save(update_fields=["sent_at", "last_error", "address"])
    audit.record(AuditAction.NOTICE_SENT, by=None, target=mail.user_id, details={"kind": mail.kind})
