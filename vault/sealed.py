"""What a model instance holds in place of a sealed value, and how reading it opens it.

The slot of a sealed field is empty (None), `Sealed` (ciphertext from the database) or `Pending`
(a new value that the next save seals). Reading the attribute opens the ciphertext and keeps
nothing, so that listing, copying, pickling and saving unchanged values never decrypt.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pickle import PicklingError
from typing import TYPE_CHECKING, Any, Never

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from vault.exceptions import RevealRequired

if TYPE_CHECKING:
    from vault.fields import SealedField


class Sealed:
    """A ciphertext. It shows nothing, compares by its bytes and travels as it is."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        self.blob = blob

    def __repr__(self) -> str:
        return "<sealed>"

    def __str__(self) -> str:
        # A form or template that got hold of a sealed value must not take it for a text.
        raise RevealRequired("A sealed value was shown without being opened.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.blob == self.blob

    def __hash__(self) -> int:
        return hash(self.blob)


class Pending:
    """A new value, not sealed yet, with the ciphertext it takes the place of.

    It cannot be pickled: plaintext goes nowhere but into the seal.
    """

    __slots__ = ("replaced", "value")

    def __init__(self, value: object, replaced: Sealed | None) -> None:
        self.value = value
        self.replaced = replaced

    def __repr__(self) -> str:
        return "<sealed>"

    def __reduce__(self) -> Never:
        raise PicklingError("A value that is not sealed yet cannot be pickled; save it first.")


_passing: ContextVar[bool] = ContextVar("passing_sealed", default=False)


@contextmanager
def passing_sealed() -> Iterator[None]:
    """Within the block, attributes give the slot itself and open nothing.

    For what copies values from one instance to another; two equal `Sealed` are the same value
    unchanged, so comparing them tells what changed without reading it.
    """
    token = _passing.set(True)
    try:
        yield
    finally:
        _passing.reset(token)


def passes_sealed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function that copies between instances open nothing."""

    @wraps(function)
    def passing(*args: Any, **kwargs: Any) -> Any:
        with passing_sealed():
            return function(*args, **kwargs)

    passing.passes_sealed = True  # type: ignore[attr-defined]
    return passing


def is_passing() -> bool:
    """Say whether values are being copied, not read."""
    return _passing.get()


class SealedAttribute(DeferredAttribute):
    """Opens on reading; takes new plaintext on writing."""

    field: "SealedField[Any, Any]"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            super().__get__(instance, cls)  # loads a deferred column into the slot
        slot = instance.__dict__[name]
        if is_passing():
            return slot
        return self.field.read_slot(instance, slot)

    def __set__(self, instance: models.Model, value: object) -> None:
        name = self.field.attname
        if self.field.is_empty(value):
            value = None
        elif not isinstance(value, Sealed | Pending):
            replaced = instance.__dict__.get(name)
            if isinstance(replaced, Pending):
                replaced = replaced.replaced
            value = Pending(value, replaced)
        instance.__dict__[name] = value
