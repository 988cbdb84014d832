"""What can go wrong with sealed values; no message ever holds a part of one."""

from django.core.exceptions import ImproperlyConfigured

from core.exceptions import Conflict, PermissionRefused
from core.ports import Unopenable


class Unreadable(Unopenable):
    """A sealed value cannot be opened; pages show "unavailable" instead."""


class Tampered(Unreadable):
    """The ciphertext was changed, cut, or does not belong to this row and field."""


class KeyUnavailable(Unreadable):
    """The data key was destroyed, or is wrapped by a key-encryption key that is not here."""


class KekUnreachable(KeyUnavailable):
    """The key server gives no answer; nothing is opened or sealed until it does."""


class RevealRequired(Exception):
    """Somebody read a gated field outside the door that records it: a programming error."""


class JustificationMissing(PermissionRefused):
    """Identity was asked for without saying why."""


class TooManyQuestions(Conflict):
    """A door was used more often than people do by hand."""


class VaultRefused(ImproperlyConfigured):
    """The vault cannot work as it is set up; the message says which key and what to do."""
