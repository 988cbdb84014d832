"""How allauth keeps second factors here: sealed, under our own name and host."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar
from uuid import UUID

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from entities.models import User
from vault.exceptions import Tampered
from vault.services import open_secret, seal_secret

PURPOSE = "mfa.secret"
_owner: ContextVar[UUID | None] = ContextVar("factor_owner", default=None)


@contextmanager
def secrets_of(user: User) -> Iterator[None]:
    """Seal what is sealed inside the block for this person; else it is for who asks."""
    token = _owner.set(user.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def owner_of(sealed: str) -> UUID:
    """Return for whom a secret was sealed; raise Tampered. It opens for nobody else."""
    try:
        return UUID(sealed.partition(":")[0])
    except ValueError as error:
        raise Tampered("This is no sealed secret.") from error


def is_hers(factor: Authenticator, user: User) -> bool:
    """Say whether the factor's secret was sealed for this person, not copied from another's."""
    sealed = factor.data.get("secret") or factor.data.get("seed") or ""
    return owner_of(sealed) == user.pk


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
        """Seal the seed of an authenticator or of recovery codes, for its owner."""
        owner = _owner.get() or context.request.user.pk
        return f"{owner}:{seal_secret(text, purpose=PURPOSE, row=owner)}"

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; raise vault.exceptions.Unreadable."""
        owner = owner_of(encrypted_text)
        return open_secret(encrypted_text.partition(":")[2], purpose=PURPOSE, row=owner)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return to whom passkeys are bound: the host people know, whatever a request says."""
        return {"id": settings.PUBLIC_HOST, "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 -- allauth's
        """Return a name for the next passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing from here: e-mails go through the outbox."""
