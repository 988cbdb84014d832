"""Recomputes the blind indexes at a number of bits that hides every person among others."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from audit.enums import AuditAction
from audit.services import record_read
from vault.blind_index import FIRST_BITS, BlindIndexField, bits_in_force, index_secret
from vault.envelope import key_id_of
from vault.exceptions import Unreadable
from vault.fields import sealed_fields
from vault.keyring import keyring
from vault.models import IndexState
from vault.sealed import Sealed

BATCH = 500


class TooManyBits(Exception):
    """So many bits would single persons out."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: the bits now in force and how many rows it went through."""

    bits: int
    rows: int


def most_bits() -> int:
    """Return log2(persons) - 1, rounded down: each value is then shared by two or more.

    While nobody is stored there is nobody to single out: the bits of a new installation.
    """
    counts = [_all(model).count() for model in _indexed_models()]
    persons = min((count for count in counts if count), default=0)
    return max(persons.bit_length() - 2, 0) if persons else FIRST_BITS


def rebuild_indexes(*, bits: int | None = None) -> Rebuilt:
    """Recompute every blind index at this number of bits, else at the most that is allowed.

    Nobody should be working meanwhile: what is saved during a rebuild may not be found until the
    next. Killed, it is simply run again. Raises TooManyBits, AuditUnavailable.
    """
    most = most_bits()
    if bits is not None and bits > most:
        raise TooManyBits(f"{bits} bits are too many: with the persons stored, at most {most}.")
    wanted = min(settings.BLIND_INDEX_BITS, most)
    chosen = wanted if bits is None else bits
    rows = sum(_all(model).count() for model in _indexed_models())
    record_read(
        AuditAction.NAMES_SCANNED,
        by=None,
        details={"reason": "index_rebuilt", "bits": chosen, "rows": rows},
    )
    with transaction.atomic():
        for model in _indexed_models():
            _rebuild(model, chosen, index_secret())
    IndexState.objects.update_or_create(pk=1, defaults={"bits": chosen})
    bits_in_force.forget()
    return Rebuilt(bits=chosen, rows=rows)


def _indexed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if _indexes(model)]


def _indexes(model: type[models.Model]) -> list[BlindIndexField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]


def _all(model: type[models.Model]) -> "models.QuerySet[Any]":
    return model._base_manager.all()  # noqa: SLF001 -- all rows, whatever the model shows


def _rebuild(model: type[models.Model], bits: int, secret: bytes) -> None:
    batch: list[models.Model] = []
    for row in _all(model).order_by("pk").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            _rebuild_batch(batch, bits, secret)
            batch = []
    _rebuild_batch(batch, bits, secret)


def _rebuild_batch(rows: list[models.Model], bits: int, secret: bytes) -> None:
    if not rows:
        return
    model = type(rows[0])
    sources = {field.name: field for field in sealed_fields(model)}
    indexed = [(index, sources[index.source]) for index in _indexes(model)]
    slots = [row.__dict__[source.attname] for row in rows for _, source in indexed]
    keyring.prefetch({key_id_of(slot.blob) for slot in slots if isinstance(slot, Sealed)})
    for row in rows:
        values = {}
        for index, source in indexed:
            try:
                text = source.unseal_slot(row, row.__dict__[source.attname])
            except Unreadable:
                text = None
            values[index.attname] = index.compute(text, bits=bits, secret=secret)
        # The history leaves indexes out, so this tells it nothing.
        _all(model).filter(pk=row.pk).update(**values)
