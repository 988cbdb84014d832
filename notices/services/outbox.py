"""What goes into the outbox: a person and a kind, no text."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.wakeups import wake_on_commit
from entities.models import User
from notices.enums import MailKind
from notices.models import OutboxMail


def queue(people: list[User], kind: MailKind, *, address: str = "") -> None:
    """Put one e-mail for each person into the outbox, in the transaction of the caller.

    It goes to `address`, if there is one, instead of that of the account.
    """
    now = timezone.now()
    OutboxMail.objects.bulk_create(
        [
            OutboxMail(user=person, kind=kind, address=address, next_attempt_at=now)
            for person in people
        ]
    )
    wake_on_commit("notices.deliver")


@transaction.atomic
def mail_each(kind: MailKind, people: Iterable[UUID], *, address: str = "") -> None:
    """Send each of these people an e-mail of this kind, if her account is open."""
    active = User.objects.filter(pk__in=list(people), is_active=True)
    queue(list(active), kind, address=address)


@transaction.atomic
def send_password_link(*, user: User) -> None:
    """Send the person a link by which she sets her own password, unless she is suspended.

    The link is made when the e-mail is sent, so that no token is ever stored.
    """
    if user.may_sign_in:
        queue([user], MailKind.PASSWORD_LINK)


@transaction.atomic
def send_invitation(*, user: User) -> None:
    """Invite the person to set the first password of her account.

    As with password links, the token is made when the e-mail is sent.
    """
    if user.may_sign_in:
        queue([user], MailKind.INVITATION)
