"""What wraps data keys; the rest of the vault knows only this.

`wrap` and `unwrap` bind a context (what the wrapped key is for): a wrapped key put in the place
of another does not open. The name of the KEK is kept beside everything it wraps, so that a
swapped key is recognised and named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, repr=False)
class Wrapped:
    """A key that only the KEK `kek_id` unwraps."""

    kek_id: str
    blob: bytes


class KekProvider(Protocol):
    """Wraps data keys without handing out the key it wraps them with."""

    @property
    def source(self) -> str:
        """Say where the key comes from, for messages."""
        ...

    @property
    def active_id(self) -> str:
        """Name the key that wraps now; raise VaultRefused when there is none to use."""
        ...

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Wrap a data key for this context under the active key."""
        ...

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Return the data key; raise KeyUnavailable when it does not open here."""
        ...

    def holds(self, kek_id: str) -> bool:
        """Say whether what this key wrapped can be unwrapped here."""
        ...

    def unwrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[bytes | None]:
        """Return the data keys in the same order, None for each that does not open here."""
        ...

    def rewrap_many(self, wrapped: Iterable[tuple[Wrapped, bytes]]) -> list[Wrapped]:
        """Wrap pairs of wrapped key and context under the active key, in the same order."""
        ...
