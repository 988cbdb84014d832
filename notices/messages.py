"""The text of an e-mail: neutral subject, no content, in the language of the person."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from entities.invitations import invitation_url
from entities.passwords import password_url
from entities.services import issue_invitation
from notices.enums import MailKind
from notices.models import OutboxMail


def _link(mail: OutboxMail) -> str:
    if mail.kind == MailKind.PASSWORD_LINK:
        return password_url(mail.user)
    if mail.kind == MailKind.INVITATION:
        return invitation_url(issue_invitation(user=mail.user))
    return settings.PUBLIC_URL.rstrip("/") + "/"


def _subject(mail: OutboxMail) -> str:
    if mail.kind == MailKind.PASSWORD_LINK:
        return _("Your Bidelagun password")
    if mail.kind == MailKind.INVITATION:
        return _("Your invitation to Bidelagun")
    if mail.kind in (MailKind.ACCOUNT, MailKind.DORMANT):
        return _("Your Bidelagun account")
    return _("There is something to read")


def compose(mail: OutboxMail) -> EmailMessage:
    """Return the e-mail of this row. Its Message-ID is always the same for the same row.

    An invitation gets its token here; one that is sent twice opens by either.
    """
    with translation.override(mail.user.language):
        subject = _subject(mail)
        body = render_to_string(f"notices/mail_{mail.kind}.txt", {"link": _link(mail)})
    return EmailMessage(
        subject=subject,
        body=body,
        to=[mail.address or mail.user.email],
        headers={
            "Message-ID": f"<{mail.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )
