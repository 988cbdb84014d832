"""Telling people: notices in the product, and e-mails that only say there is one."""

from notices.services.delivery import LEASE, deliver
from notices.services.notices import mark_all_read, notify, open_notice
from notices.services.outbox import send_invitation, send_password_link

__all__ = [
    "LEASE",
    "deliver",
    "mark_all_read",
    "notify",
    "open_notice",
    "send_invitation",
    "send_password_link",
]
