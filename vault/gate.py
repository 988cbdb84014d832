"""Which gated fields may be read here and now; only `vault.doors` opens a scope.

A scope lives in a context variable, so that it opens nothing in other threads, and is closed for
good when its block ends, so that a task that copied the context cannot use it later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from vault.enums import Tier
from vault.exceptions import RevealRequired


@dataclass(frozen=True)
class Record:
    """One row, named as the log and the sealed values name it."""

    model: str
    row: str


@dataclass
class Scope:
    """What one reveal opens: one tier of the named records, until its block ends."""

    records: frozenset[Record]
    tier: Tier
    ended: bool = False


_scopes: ContextVar[tuple[Scope, ...]] = ContextVar("reveal_scopes", default=())


@contextmanager
def opened(scope: Scope) -> Iterator[None]:
    """Let gated fields of the scope be read within the block."""
    token = _scopes.set((*_scopes.get(), scope))
    try:
        yield
    finally:
        scope.ended = True
        _scopes.reset(token)


def is_open(record: Record, tier: Tier) -> bool:
    """Say whether a scope opens this tier of this record here and now."""
    return any(
        not scope.ended and scope.tier == tier and record in scope.records
        for scope in _scopes.get()
    )


def require_open(record: Record, tier: Tier) -> None:
    """Raise RevealRequired unless a scope opens this tier of this record."""
    if not is_open(record, tier):
        raise RevealRequired(f"Fields of tier {tier} open only within vault.doors.reveal().")
