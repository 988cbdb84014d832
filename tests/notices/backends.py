"""Mail servers that behave badly."""

from collections.abc import Sequence
from smtplib import SMTPServerDisconnected

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Killed(BaseException):
    """The process is gone: nothing after this line runs, no handler catches it."""


class Unreachable(EmailBackend):
    """Nobody answers; what it says must not be kept."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise SMTPServerDisconnected(f"no route for {messages[0].to[0]}")


class KilledBeforeSending(EmailBackend):
    """The worker dies with the row taken and nothing sent."""

    def open(self) -> bool:
        raise Killed

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        self.open()
        return super().send_messages(messages)


class KilledAfterSending(EmailBackend):
    """The worker dies with the e-mail sent and the row not saying so."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        raise Killed
