"""The data keys this process has unwrapped, forgotten after a minute.

The minute bounds how long a destroyed key still opens anything in a process that used it.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import Any
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


class Kept:
    """An unwrapped key, until when it is kept, and the ciphers made of it by their number."""

    __slots__ = ("ciphers", "key", "until")

    def __init__(self, key: bytes, until: float) -> None:
        self.key = key
        self.until = until
        self.ciphers: dict[int, Any] = {}


class KeyRing:
    """Finds, unwraps and briefly keeps data keys, by the bytes of their ids. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: dict[bytes, Kept] = {}

    def key(self, key_id: UUID) -> bytes:
        """Return the data key; raise KeyUnavailable when it is gone or does not unwrap."""
        return self.find(key_id.bytes).key

    def find(self, key_id: bytes) -> Kept:
        """Return what is kept of a key; raise KeyUnavailable when it cannot be had."""
        kept = self._kept.get(key_id)
        if kept is not None and kept.until > self._clock():
            return kept
        row = DataKey.objects.filter(pk=UUID(bytes=key_id)).first()
        if row is None:
            self.forget(UUID(bytes=key_id))
            raise KeyUnavailable(f"The data key {UUID(bytes=key_id)} does not exist.")
        return self._keep(row.pk, kek_provider().unwrap(*_wrapped(row)))

    def prefetch(self, key_ids: Iterable[UUID]) -> None:
        """Unwrap many keys with one query; what cannot be had is left to fail when it is used."""
        now = self._clock()
        kept = self._kept
        missing = {
            key_id
            for key_id in key_ids
            if (one := kept.get(key_id.bytes)) is None or one.until <= now
        }
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
        self._kept.pop(key_id.bytes, None)

    def _keep(self, key_id: UUID, key: bytes) -> Kept:
        kept = Kept(key, self._clock() + SECONDS_KEPT)
        with self._lock:
            self._kept.pop(key_id.bytes, None)
            self._kept[key_id.bytes] = kept
            while len(self._kept) > KEYS_KEPT:
                del self._kept[next(iter(self._kept))]  # the one that was unwrapped first
        return kept


def _wrapped(row: DataKey) -> tuple[Wrapped, bytes]:
    return Wrapped(row.kek_id, bytes(row.wrapped)), wrapping_context(row.pk)


keyring = KeyRing()
