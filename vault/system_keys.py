"""Data keys of the product itself, one for each use; they are made once and stay."""

import os
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from vault.clock import advance
from vault.keyring import wrapping_context
from vault.models import DataKey
from vault.providers import KEY_BYTES, kek_provider
from vault.routers import KEYS


def new_data_key(*, owner: str) -> UUID:
    """Make, wrap and commit a data key; return its id."""
    key_id = uuid4()
    wrapped = kek_provider().wrap(os.urandom(KEY_BYTES), wrapping_context(key_id))
    with transaction.atomic(using=KEYS, durable=True):
        DataKey.objects.create(pk=key_id, owner=owner, wrapped=wrapped.blob, kek_id=wrapped.kek_id)
        advance()
    return key_id


def system_key(owner: str) -> UUID:
    """Return the id of the key for this use of the product, made when it is not there yet."""
    if owner not in DataKey.SYSTEM_OWNERS:
        raise ValueError(f"{owner} is no use of the product that has a key of its own.")
    known = _find(owner)
    if known is not None:
        return known
    try:
        return new_data_key(owner=owner)
    except IntegrityError:
        # Another process was faster: the constraint keeps one key for each use.
        return DataKey.objects.only("pk").get(owner=owner).pk


def _find(owner: str) -> UUID | None:
    return DataKey.objects.filter(owner=owner).values_list("pk", flat=True).first()
