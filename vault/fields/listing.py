"""Which sealed fields a model has, and which keys its instances need."""

from typing import Any
from uuid import UUID

from django.db import models

from vault.enums import Tier
from vault.envelope import key_id_of
from vault.fields.base import SealedField
from vault.sealed import Sealed


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def gated_fields(model: type[models.Model], tier: Tier) -> list[SealedField[Any, Any]]:
    """Return the fields of a model that this tier keeps."""
    return [field for field in sealed_fields(model) if field.gate == tier]


def sealing_keys(*instances: models.Model) -> set[UUID]:
    """Return the data keys that sealed what the instances hold, for `keyring.prefetch`."""
    slots = (
        instance.__dict__.get(field.attname)
        for instance in instances
        for field in sealed_fields(type(instance))
    )
    return {key_id_of(slot.blob) for slot in slots if isinstance(slot, Sealed)}
