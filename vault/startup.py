"""Refuses to start what needs the vault while the vault cannot work, and says which key is wrong.

Web, worker, beat and the commands that need sealed data call this; `init_keys`, `migrate`,
`check_protocol`, `help` and the like do not.
"""

import hmac
import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from vault.clock import require_young_keys
from vault.exceptions import KekUnreachable, KeyUnavailable, VaultRefused
from vault.models import Canary, DataKey
from vault.providers import kek_provider
from vault.routers import KEYS
from vault.wrapping import KekProvider, Wrapped

logger = logging.getLogger(__name__)

CANARY_TEXT = b"bidelagun-canary-v1".ljust(32, b".")
CANARY_CONTEXT = b"canary-v1"


def require_vault() -> None:
    """Raise VaultRefused unless the key-encryption key is there and is the right one."""
    provider = kek_provider()
    canary = read_canary()
    if not connections[KEYS].in_atomic_block:
        connections[KEYS].close()  # so that processes forked from this one do not share it
    if canary is None:
        raise VaultRefused("The keys database holds no canary. Run: manage.py init_keys")
    try:
        text = provider.unwrap(Wrapped(canary.kek_id, bytes(canary.wrapped)), CANARY_CONTEXT)
    except KekUnreachable as error:
        raise VaultRefused(f"{error} Without it nothing sealed can be read.") from error
    except KeyUnavailable as error:
        raise VaultRefused(
            f"The KEK in {provider.source} is {_name(provider)}, but this installation was "
            f"made with {canary.kek_id}, or its canary was altered. Put the right KEK back; "
            "nothing was read or written."
        ) from error
    if not hmac.compare_digest(text, CANARY_TEXT):
        raise VaultRefused("The canary in the keys database was altered. Restore that database.")
    _require_every_kek(provider)
    require_young_keys()
    if settings.KEK and not settings.DEBUG:
        logger.warning("The KEK comes from the environment: for development only. Use KEK_FILE.")


def _require_every_kek(provider: KekProvider) -> None:
    """Refuse to work with a part of the keys: some are under a KEK that is not here."""
    names = set(DataKey.objects.order_by().values_list("kek_id", flat=True).distinct())
    if not connections[KEYS].in_atomic_block:
        connections[KEYS].close()
    missing = sorted(name for name in names if not provider.holds(name))
    if missing:
        raise VaultRefused(
            f"Some keys are wrapped by the KEK {', '.join(missing)}, which is not in "
            f"{provider.source}. Put it back beside the other and run: manage.py rotate_kek"
        )


def _name(provider: KekProvider) -> str:
    try:
        return provider.active_id
    except KeyUnavailable:
        return "unknown"


def read_canary() -> Canary | None:
    """Return the canary, None before `init_keys` made it; raise VaultRefused without tables."""
    connection = connections[KEYS]
    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        raise VaultRefused("The keys database does not answer.") from error
    if Canary._meta.db_table not in tables:
        raise VaultRefused("The keys database has no tables. Run: manage.py init_keys")
    return Canary.objects.first()


class RequiresVault(BaseCommand):
    """A command that refuses to run while the vault cannot work."""

    requires_vault = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            require_vault()
        except VaultRefused as error:
            raise CommandError(str(error)) from error
        return super().execute(*args, **options)
