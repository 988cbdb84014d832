"""Gives what one data key sealed a new key: the only door by which stored ciphertext changes.

Nothing that the key sealed is left behind, live or in the history. A row's other columns, those
of history rows too, stay as they are. No value leaves this module.

Order: the new key commits, naming the one it replaces; the owner's `data_key_id` moves, so that
new values take the new key; values are sealed anew; the key before is destroyed when nothing is
left under it. Killed at any point, it goes on where it was.
"""

import os
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.lookups import Exact
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from audit import services as audit
from audit.enums import AuditAction
from vault.clock import advance
from vault.envelope import seal, unseal
from vault.exceptions import KeyUnavailable, Tampered
from vault.finding import Field, as_bytes, sealed_under
from vault.keyring import wrapping_context
from vault.models import DataKey
from vault.places import tracked_model
from vault.providers import KEY_BYTES, kek_provider
from vault.routers import KEYS
from vault.sealed import Sealed
from vault.services import destroy_data_key, names_keys

BATCH = 100
# A request that had read the record before it began has ended by then.
SECONDS_TO_SETTLE = 60.0

Report = Callable[[int, int], None]


class CannotReseal(Exception):
    """Some values do not open, so that the key before was kept for them."""


def rotate_data_key(
    key_id: UUID, *, case: UUID, report: Report, settle: float = SECONDS_TO_SETTLE
) -> UUID:
    """Seal everything under this key anew, under a new one; destroy this one. Return the new one.

    Given the new key of a rotation that was killed, it finishes that one. Call it outside any
    transaction. Raises KeyUnavailable, AuditUnavailable; CannotReseal when values were left.
    """
    before, after = _begin(key_id)
    _name_new_key(before, after, case)
    total = sum(rows.count() for _, rows in sealed_under([before]))
    damaged: set[tuple[str, Any]] = set()
    _reseal_all(before, after, damaged, lambda done: report(done, total))
    time.sleep(settle)
    _name_new_key(before, after, case)
    _reseal_all(before, after, damaged, lambda _: None)
    if damaged:
        raise CannotReseal(f"{len(damaged)} values do not open; the key {before} was kept.")
    audit.record_read(AuditAction.KEY_DESTROYED, by=None, case=case, target=before)
    destroy_data_key(before)
    return after


def _begin(key_id: UUID) -> tuple[UUID, UUID]:
    """Return the key to replace and its successor, made when it is not there yet."""
    row = DataKey.objects.filter(pk=key_id).first()
    if row and row.replaces and DataKey.objects.filter(pk=row.replaces).exists():
        return row.replaces, key_id
    if row is None:
        raise KeyUnavailable(f"The data key {key_id} does not exist.")
    waiting = DataKey.objects.filter(replaces=key_id).first()
    if waiting is not None:
        return key_id, waiting.pk
    try:
        return key_id, _make_successor(key_id, row.owner)
    except IntegrityError:
        return key_id, DataKey.objects.get(replaces=key_id).pk  # another process was faster


def _make_successor(key_id: UUID, owner: str) -> UUID:
    new = uuid4()
    wrapped = kek_provider().wrap(os.urandom(KEY_BYTES), wrapping_context(new))
    now = timezone.now()
    with transaction.atomic(using=KEYS, durable=True):
        DataKey.objects.create(
            pk=new,
            owner=owner,
            wrapped=wrapped.blob,
            kek_id=wrapped.kek_id,
            replaces=key_id,
            owner_seen_at=now,  # never swept, whatever happens to this process
        )
        DataKey.objects.filter(pk=key_id).update(owner_seen_at=now)
        advance()
    return new


def _name_new_key(before: UUID, after: UUID, case: UUID) -> None:
    """Let the owner seal under the new key from now on; its history keeps what it was."""
    with transaction.atomic():
        moved = 0
        for model in apps.get_models(include_auto_created=True):
            if names_keys(model) and tracked_model(model) is model:
                rows: Any = model._base_manager.filter(data_key_id=before)  # noqa: SLF001
                moved += rows.update(data_key_id=after)
        if moved:
            audit.record(
                AuditAction.KEY_ROTATED,
                by=None,
                case=case,
                target=after,
                details={"before": str(before), "count": moved},
            )


def _reseal_all(
    before: UUID, after: UUID, damaged: set[tuple[str, Any]], report: Callable[[int], None]
) -> None:
    done = 0
    for field, rows in sealed_under([before]):
        label = f"{field.model._meta.label}.{field.attname}"
        last: Any = None
        while batch := _next(rows, last):
            with transaction.atomic():
                locked = rows.filter(pk__in=batch).order_by("pk").select_for_update()
                for row in locked:
                    if not _reseal(row, field, after):
                        damaged.add((label, row.pk))
            done += len(batch)
            last = batch[-1]
            report(done)


def _next(rows: "models.QuerySet[Any]", last: Any) -> list[Any]:
    beyond = rows if last is None else rows.filter(pk__gt=last)
    return list(beyond.order_by("pk").values_list("pk", flat=True)[:BATCH])


@sensitive_variables()
def _reseal(row: models.Model, field: Field, after: UUID) -> bool:
    """Seal one value anew where it lies; say no when it does not open."""
    slot = row.__dict__[field.attname]
    place = field.place_of(row)
    try:
        sealed = seal(unseal(slot.blob, place=place), key_id=after, place=place)
    except Tampered:
        return False
    unchanged = Exact(models.F(field.attname), as_bytes(slot.blob))
    rows: Any = type(row)._base_manager.filter(unchanged, pk=row.pk)  # noqa: SLF001
    rows.update(**{field.attname: Sealed(sealed)})
    return True
