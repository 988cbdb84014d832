"""What other rooms ask of the vault besides fields and doors."""

import base64
import binascii
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from audit.enums import AuditAction
from audit.services import record_read
from vault.clock import advance
from vault.envelope import Place, seal, unseal
from vault.exceptions import Tampered
from vault.fields import sealing_keys
from vault.keyring import keyring
from vault.models import DataKey
from vault.routers import KEYS
from vault.system_keys import new_data_key, system_key

OWNER_MUST_COME_WITHIN = timedelta(days=1)
BATCH = 500

JUSTIFICATIONS = "audit:justifications"
JUSTIFICATION_PLACE = Place(model="audit.Event", field="justification", row="")
SECRETS = "vault:secrets"


def create_data_key(*, owner: str) -> UUID:
    """Return a new data key for a thing of this kind ("person", "case"), already committed.

    Call it before the transaction that stores its owner: the key commits first, so that nothing
    is ever sealed under a key that a crash took away. A key whose owner never came is swept.
    """
    return new_data_key(owner=owner)


def prefetch_keys(*records: models.Model) -> None:
    """Unwrap the keys of many records with one query, before a page reads their values."""
    keyring.prefetch(sealing_keys(*records))


def destroy_data_key(key_id: UUID) -> None:
    """Destroy a key for good; the callers have recorded it. Other processes forget it in a minute.

    What it sealed cannot be opened any more, in no backup of the main database either.
    """
    with transaction.atomic(using=KEYS, durable=True):
        if DataKey.objects.filter(pk=key_id).delete()[0]:
            advance()
    keyring.forget(key_id)


def sweep_ownerless_keys() -> int:
    """Destroy the keys over a day old that no row names; return how many.

    An owner is a row of any model with a column `data_key_id`, live or in the history. A key
    that has been seen with one is never looked at again: only an erasure destroys it.
    """
    destroyed = 0
    for batch in _batches_without_owner():
        owned = _owned(batch)
        DataKey.objects.filter(pk__in=owned).update(owner_seen_at=timezone.now())
        for key_id in batch - owned:
            record_read(
                AuditAction.KEY_DESTROYED, by=None, target=key_id, details={"reason": "ownerless"}
            )
            destroy_data_key(key_id)
            destroyed += 1
    return destroyed


def _batches_without_owner() -> Iterator[set[UUID]]:
    waiting = (
        DataKey.objects.filter(
            created_at__lt=timezone.now() - OWNER_MUST_COME_WITHIN, owner_seen_at__isnull=True
        )
        .exclude(owner__in=DataKey.SYSTEM_OWNERS)
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)
    )
    while batch := set(waiting[:BATCH]):
        yield batch


def _owned(key_ids: set[UUID]) -> set[UUID]:
    """Return which of the keys a row of any model names."""
    owned: set[UUID] = set()
    for model in apps.get_models(include_auto_created=True):
        if names_keys(model):
            rows: Any = model._base_manager.filter(data_key_id__in=key_ids)  # noqa: SLF001 -- all rows, whatever the model shows
            owned.update(rows.values_list("data_key_id", flat=True))
    return owned


def names_keys(model: type[models.Model]) -> bool:
    """Say whether the model has a column of its own that names data keys."""
    try:
        field = model._meta.get_field("data_key_id")
    except FieldDoesNotExist:
        return False
    return field.concrete and model._meta.managed and not model._meta.proxy and field.model is model


class JustificationSealer:
    """Seals what people type as their reason, under a key that is no case's and no person's."""

    @sensitive_variables()
    def seal(self, text: str) -> str:
        """Return the sealed text in base64."""
        return _seal_text(text, owner=JUSTIFICATIONS, place=JUSTIFICATION_PLACE)

    @sensitive_variables()
    def open(self, sealed: str) -> str:
        """Return the text; raise Unreadable. Callers have recorded the reading before."""
        return _open_text(sealed, place=JUSTIFICATION_PLACE)


@sensitive_variables()
def seal_secret(secret: str, *, purpose: str, row: UUID) -> str:
    """Return a small secret of the product itself (one of sign-in, say) sealed, in base64.

    It opens only for the same purpose ("mfa.totp") and row. Its key is the product's own, wrapped
    by the KEK and rotated with it.
    """
    return _seal_text(secret, owner=SECRETS, place=_secret_place(purpose, row))


@sensitive_variables()
def open_secret(sealed: str, *, purpose: str, row: UUID) -> str:
    """Return the secret that `seal_secret` sealed; raise Unreadable."""
    return _open_text(sealed, place=_secret_place(purpose, row))


def _secret_place(purpose: str, row: UUID) -> Place:
    return Place(model="vault.Secret", field=purpose, row=str(row))


@sensitive_variables()
def _seal_text(text: str, *, owner: str, place: Place) -> str:
    return base64.b64encode(seal(text.encode(), key_id=system_key(owner), place=place)).decode()


@sensitive_variables()
def _open_text(sealed: str, *, place: Place) -> str:
    try:
        blob = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Tampered("This is no sealed text.") from error
    return unseal(blob, place=place).decode()
