"""Finds what a data key sealed, by the key named in the ciphertext itself.

It goes by the registry: every model with sealed fields, and its history, whichever room's.
"""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from vault.envelope import AES_256_GCM, HEADER, MARK
from vault.fields import SealedField, sealed_fields

Field = SealedField[Any, Any]


def stored_models() -> Iterator[type[models.Model]]:
    """Return every model with a table of ours, the history tables included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def all_rows(model: type[models.Model]) -> "models.QuerySet[Any]":
    """Return all rows of a model, whatever its managers show."""
    return model._base_manager.all()  # noqa: SLF001 -- the one manager that hides nothing


def sealed_under(key_ids: Collection[UUID]) -> Iterator[tuple[Field, "models.QuerySet[Any]"]]:
    """Return each sealed field of each model, history included, with its rows under these keys."""
    for model in stored_models():
        for field in sealed_fields(model):
            if key_ids:
                yield field, all_rows(model).filter(_under(field, key_ids))


def as_bytes(blob: bytes) -> models.Value:
    """Return the bytes as an expression, past the field's refusal to be compared."""
    return models.Value(blob, output_field=models.BinaryField())


def _under(field: Field, key_ids: Collection[UUID]) -> models.Q:
    column = models.F(field.attname)
    found = models.Q()
    for key_id in key_ids:
        first = HEADER.pack(MARK, AES_256_GCM, key_id.bytes)
        after_last = (int.from_bytes(first) + 1).to_bytes(len(first))
        starts = GreaterThanOrEqual(column, as_bytes(first))
        found |= models.Q(starts) & models.Q(LessThan(column, as_bytes(after_last)))
    return found
