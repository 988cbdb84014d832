"""How allauth keeps second factors here: sealed, under our own name and host."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from entities.models import User
from vault.services import open_secret, seal_secret


class SealedFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's hooks for second factors."""

    # allauth's own catalogues lack some of our languages.
    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This is not the right code, or it was used already. Wait for the next one."
        ),
        "unverified_email": gettext_lazy("First confirm your e-mail address by the link sent."),
    }

    def encrypt(self, text: str) -> str:
        """Seal the seed of an authenticator or of recovery codes."""
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; raise vault.exceptions.Unreadable."""
        return open_secret(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return to whom passkeys are bound: the host people know, whatever a request says."""
        return {"id": settings.PUBLIC_HOST, "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 -- allauth's
        """Return a name for the next passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing from here: e-mails go through the outbox."""
