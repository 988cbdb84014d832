"""The token of an invitation: 256 random bits for its owner, a hash of them for us."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

BYTES = 32


def new_token() -> str:
    """Return a token; it is in one e-mail and nowhere else."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """Return what is stored. The token is random, so that a plain hash cannot be guessed back."""
    return sha256(token.encode()).hexdigest()


def invitation_url(token: str) -> str:
    """Return the whole address of an invitation, as it stands in an e-mail."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("account_invitation", kwargs={"token": token})
