"""Codes of authenticator apps: each works once, in whichever process it is given."""

import time
from uuid import UUID

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache


def _mark(user_id: UUID, code: str) -> str:
    digits = "".join(sign for sign in code if sign.isdigit())
    return f"entities.code:{user_id}:{digits}"


def use_code(user_id: UUID, code: str) -> bool:
    """Use a code up; say no when it was used before while it may still be valid."""
    lives = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    return bool(cache.add(_mark(user_id, code), 1, timeout=lives))


def present_code(secret: str) -> str:
    """Return the code that an authenticator app with this seed (base32) shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))


def next_free_code(user_id: UUID, secret: str) -> str:
    """Return a code of this seed that would be taken now: of this moment, else a later one.

    For demonstrations and tests, where many sign in as the same person within seconds.
    """
    step = int(time.time()) // app_settings.TOTP_PERIOD
    codes: list[str] = [
        format_hotp_value(hotp_value(secret, step + ahead))
        for ahead in range(app_settings.TOTP_TOLERANCE + 1)
    ]
    return next((code for code in codes if cache.get(_mark(user_id, code)) is None), codes[0])
