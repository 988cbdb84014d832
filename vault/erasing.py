"""Erasure: destroys keys for good, remembers that it did, and clears what can still be cleared.

Order, for each key: a row in the ledger beside the keys; the log; the key; then the values. Killed
at any point, `finish_erasures` goes on. With the key gone, every copy of what it sealed is
unreadable, in old backups of the main database too; the rest is cleared here and, after a restore
of older data, again by `replay_erasures`.
"""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.enums import AuditAction
from audit.services import record_read
from core.ports import Actor, clears_erased
from vault import clock
from vault.blind_index import indexes_of
from vault.finding import sealed_under
from vault.models import DataKey, ErasureLedger
from vault.places import tracked_model
from vault.routers import KEYS
from vault.services import destroy_data_key

BATCH = 100


def order_erasure(key_ids: Iterable[UUID], *, basis: str) -> set[UUID]:
    """Write into the ledger that these keys are to be destroyed; who decided it stands in the log.

    A key that one of them is just taking the place of goes with it: returns all. From here on the erasure
    happens, whatever fails: call `finish_erasures` next. `basis` is a code.
    """
    now = timezone.now()
    with transaction.atomic(using=KEYS, durable=True):
        wanted = set(key_ids)
        replaced = DataKey.objects.filter(pk__in=wanted, replaces__isnull=False)
        wanted |= {key for key in replaced.values_list("replaces", flat=True) if key}
        wanted |= set(DataKey.objects.filter(replaces__in=wanted).values_list("pk", flat=True))
        for key_id in sorted(wanted):
            ErasureLedger.objects.get_or_create(
                data_key_id=key_id, defaults={"basis": basis, "ordered_at": now}
            )
        clock.advance()
    return wanted


def finish_erasures(
    key_ids: Collection[UUID], *, by: Actor | None = None, case: UUID | None = None
) -> int:
    """Carry out what the ledger orders of these keys and is not done; return how many.

    Raises AuditUnavailable.
    """
    ordered = ErasureLedger.objects.filter(data_key_id__in=key_ids)
    waiting = list(ordered.filter(data_cleared_at=None).order_by("pk"))
    for row in waiting:
        if row.key_destroyed_at is None:
            _destroy(row, by=by, case=case)
    _clear([row.data_key_id for row in waiting])
    return len(waiting)


def replay_erasures() -> int:
    """Do every erasure of the ledger again, on whatever data was restored; return how many keys.

    Raises AuditUnavailable.
    """
    for row in ErasureLedger.objects.order_by("pk"):
        held = DataKey.objects.filter(pk=row.data_key_id).exists()
        if held or row.key_destroyed_at is None:
            _destroy(row, by=None, case=None)
    keys = list(ErasureLedger.objects.order_by("pk").values_list("data_key_id", flat=True))
    _clear(keys)
    return len(keys)


def _destroy(row: ErasureLedger, *, by: Actor | None, case: UUID | None) -> None:
    # The main database must know before the key is gone: older keys are then refused.
    clock.mark()
    record_read(
        AuditAction.KEY_DESTROYED,
        by=by,
        case=case,
        target=row.data_key_id,
        details={"reason": "erasure", "basis": row.basis},
    )
    destroy_data_key(row.data_key_id)
    clock.mark()
    ErasureLedger.objects.filter(pk=row.pk).update(key_destroyed_at=timezone.now())


def _clear(key_ids: Collection[UUID]) -> None:
    listed = list(key_ids)
    for start in range(0, len(listed), BATCH):
        keys = listed[start : start + BATCH]
        with transaction.atomic():
            for clear in clears_erased:
                clear(keys)
            _empty_sealed(keys)
        ErasureLedger.objects.filter(data_key_id__in=keys, data_cleared_at=None).update(
            data_cleared_at=timezone.now()
        )


def _empty_sealed(key_ids: Collection[UUID]) -> None:
    """Set what the keys sealed to NULL, live and in the history, with the blind indexes of it.

    Nothing is added to the history: that is what is being erased.
    """
    for field, rows in sealed_under(key_ids):
        live = tracked_model(field.model) is field.model
        indexes = [index.attname for index in indexes_of(field)] if live else []
        values: dict[str, Any] = dict.fromkeys([field.attname, *indexes])
        rows.update(**values)
