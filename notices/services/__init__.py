"""Telling people: notices in the product, and e-mails that only say there is one."""

from notices.services.delivery import LEASE, deliver
from notices.services.notices import mark_all_read, notify, open_notice, tell_each
from notices.services.outbox import mail_each, send_invitation, send_password_link

__all__ = [
    "LEASE",
    "deliver",
    "mail_each",
    "mark_all_read",
    "notify",
    "open_notice",
    "send_invitation",
    "send_password_link",
    "tell_each",
]
