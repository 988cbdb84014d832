"""The data keys this process has unwrapped, forgotten after a minute.

The minute bounds how long a destroyed key still opens anything in a process that used it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from uuid import UUID

from vault.exceptions import KeyUnavailable
from vault.models import DataKey
from vault.providers import kek_provider
from vault.wrapping import Wrapped

SECONDS_KEPT = 60.0
KEYS_KEPT = 5_000


def wrapping_context(key_id: UUID) -> bytes:
    """Return what a wrapped data key is bound to: its own id."""
    return b"dek-v1\x00" + key_id.bytes


class KeyRing:
    """Finds, unwraps and briefly keeps data keys. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[UUID, tuple[float, bytes]] = OrderedDict()

    def key(self, key_id: UUID) -> bytes:
        """Return the data key; raise KeyUnavailable when it is gone or does not unwrap."""
        kept = self._look(key_id)
        if kept is not None:
            return kept
        row = DataKey.objects.filter(pk=key_id).first()
        if row is None:
            raise KeyUnavailable(f"The data key {key_id} does not exist.")
        key = kek_provider().unwrap(*_wrapped(row))
        self._keep(key_id, key)
        return key

    def prefetch(self, key_ids: Iterable[UUID]) -> None:
        """Unwrap many keys with one query; what cannot be had is left to fail when it is used."""
        missing = {key_id for key_id in key_ids if self._look(key_id) is None}
        if not missing:
            return
        rows = list(DataKey.objects.filter(pk__in=missing))
        with suppress(KeyUnavailable):
            keys = kek_provider().unwrap_many([_wrapped(row) for row in rows])
            for row, key in zip(rows, keys, strict=True):
                if key is not None:
                    self._keep(row.pk, key)

    def forget(self, key_id: UUID) -> None:
        """Drop a key that was destroyed."""
        with self._lock:
            self._kept.pop(key_id, None)

    def _look(self, key_id: UUID) -> bytes | None:
        with self._lock:
            until, key = self._kept.get(key_id, (0.0, b""))
            if not key:
                return None
            if until > self._clock():
                return key
            del self._kept[key_id]
            return None

    def _keep(self, key_id: UUID, key: bytes) -> None:
        with self._lock:
            self._kept[key_id] = (self._clock() + SECONDS_KEPT, key)
            while len(self._kept) > KEYS_KEPT:
                self._kept.popitem(last=False)


def _wrapped(row: DataKey) -> tuple[Wrapped, bytes]:
    return Wrapped(row.kek_id, bytes(row.wrapped)), wrapping_context(row.pk)


keyring = KeyRing()
