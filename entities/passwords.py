"""The link by which a person sets her own password; nobody else ever types or sees one."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from entities.models import User


def password_path(user: User) -> str:
    """Return the path of a fresh link: for one use, until PASSWORD_RESET_TIMEOUT (seconds)."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )


def password_url(user: User) -> str:
    """Return the whole address of a fresh link, as it stands in an e-mail."""
    return settings.PUBLIC_URL.rstrip("/") + password_path(user)
