"""Moves every wrapped key to the key-encryption key that is active now.

Rows are chosen by the name of their KEK, so that a killed rotation is simply run again. The
canary moves last: while it opens only with the KEK before, that one must not be thrown away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from audit.enums import AuditAction
from audit.services import record_read
from vault.exceptions import KekUnreachable, KeyUnavailable, VaultRefused
from vault.keyring import wrapping_context
from vault.models import Canary, DataKey
from vault.providers import kek_provider
from vault.routers import KEYS
from vault.startup import CANARY_CONTEXT, read_canary
from vault.wrapping import KekProvider, Wrapped

BATCH = 250
# The second takes what a process that still had the KEK before made during the first.
PASSES = 2

Pair = tuple[Wrapped, bytes]


@dataclass(frozen=True)
class Rotated:
    """What a rotation did: how many keys it moved, and which do not open and were left."""

    kek_id: str
    moved: int
    damaged: list[UUID]


class _Mover:
    """Wraps under the active key what it, or the provider before it, can unwrap."""

    def __init__(self, active: KekProvider, previous: KekProvider | None) -> None:
        self._active = active
        self._previous = previous

    def move(self, pairs: Sequence[Pair]) -> list[Wrapped | None]:
        """Return the keys wrapped anew, None for each that does not open."""
        try:
            return [*self._move_all(pairs)]
        except KekUnreachable:
            raise
        except KeyUnavailable:
            return [self._move_one(pair) for pair in pairs]

    def _move_one(self, pair: Pair) -> Wrapped | None:
        try:
            (moved,) = self._move_all([pair])
        except KekUnreachable:
            raise
        except KeyUnavailable:
            return None
        return moved

    def _move_all(self, pairs: Sequence[Pair]) -> list[Wrapped]:
        if all(self._active.holds(wrapped.kek_id) for wrapped, _ in pairs):
            return self._active.rewrap_many(pairs)
        return [self._carry(*pair) for pair in pairs]

    def _carry(self, wrapped: Wrapped, context: bytes) -> Wrapped:
        holder = self._active if self._active.holds(wrapped.kek_id) else self._previous
        if holder is None:
            raise KeyUnavailable(f"The KEK {wrapped.kek_id} is not in {self._active.source}.")
        return self._active.wrap(holder.unwrap(wrapped, context), context)


def rotate_kek(
    *, progress: Callable[[int, int], None], previous: KekProvider | None = None
) -> Rotated:
    """Wrap every key that is not under the active KEK under it, and the canary last.

    `previous` opens what the active provider does not hold: a move from a file to a key server.
    Raises VaultRefused when the canary opens with neither; AuditUnavailable.
    """
    active = kek_provider()
    mover = _Mover(active, previous)
    canary = read_canary()
    if canary is None:
        raise VaultRefused("The keys database holds no canary. Run: manage.py init_keys")
    (moved_canary,) = mover.move([(Wrapped(canary.kek_id, bytes(canary.wrapped)), CANARY_CONTEXT)])
    if moved_canary is None:
        raise VaultRefused(
            f"The canary is wrapped by the KEK {canary.kek_id}, which is not here: put it on the "
            "second line of the KEK file, or name its file with --from-file."
        )
    wanted = moved_canary.kek_id
    total = DataKey.objects.exclude(kek_id=wanted).count()
    if not total and canary.kek_id == wanted:
        return Rotated(wanted, 0, [])
    record_read(
        AuditAction.KEK_ROTATED, by=None, details={"before": canary.kek_id, "after": wanted}
    )
    moved, damaged = 0, set[UUID]()
    for _ in range(PASSES):
        moved += _pass(mover, wanted, damaged, lambda done: progress(done, total))
    if not damaged:
        _move_canary(moved_canary)
    return Rotated(wanted, moved, sorted(damaged))


def _pass(mover: _Mover, wanted: str, damaged: set[UUID], progress: Callable[[int], None]) -> int:
    waiting = DataKey.objects.exclude(kek_id=wanted).order_by("pk")
    last, seen, moved = UUID(int=0), 0, 0
    while rows := list(waiting.filter(pk__gt=last)[:BATCH]):
        pairs = [
            (Wrapped(row.kek_id, bytes(row.wrapped)), wrapping_context(row.pk)) for row in rows
        ]
        with transaction.atomic(using=KEYS, durable=True):
            for row, wrapped in zip(rows, mover.move(pairs), strict=True):
                if wrapped is None:
                    damaged.add(row.pk)
                    continue
                DataKey.objects.filter(pk=row.pk, kek_id=row.kek_id).update(
                    wrapped=wrapped.blob, kek_id=wrapped.kek_id
                )
                moved += 1
        last, seen = rows[-1].pk, seen + len(rows)
        progress(seen)
    return moved


def _move_canary(wrapped: Wrapped) -> None:
    with transaction.atomic(using=KEYS, durable=True):
        Canary.objects.filter(pk=1).update(wrapped=wrapped.blob, kek_id=wrapped.kek_id)
