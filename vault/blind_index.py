"""Exact search in sealed values: a few bits of a keyed hash beside the ciphertext.

The bits narrow a search to some candidates and no more: so few are kept that every stored value
is shared by several persons, and a stolen database proves nothing about anybody.
"""

import hmac
import time
import unicodedata
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from vault.keyring import keyring
from vault.models import IndexState
from vault.sealed import Pending
from vault.system_keys import system_key

if TYPE_CHECKING:
    from vault.fields import SealedField

OWNER = "vault:blind-index"
FIRST_BITS = 4
SECONDS_KEPT = 60.0
NATIONAL_DIGITS = 9


def normalise_text(text: str) -> str:
    """Return what is compared: no case, no accents, nothing but letters and digits."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in unicodedata.normalize("NFKD", folded) if sign.isalnum())


def normalise_phone(text: str) -> str:
    """Return the last nine digits: with or without the country, a number is the same."""
    digits = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
    return digits[-NATIONAL_DIGITS:]


NORMALISERS = {"text": normalise_text, "phone": normalise_phone}


class _BitsInForce:
    """The number of bits, asked of the database at most once a minute."""

    def __init__(self) -> None:
        self._bits = FIRST_BITS
        self._until = 0.0

    def get(self) -> int:
        if time.monotonic() >= self._until:
            state = IndexState.objects.first()
            self._bits = state.bits if state else FIRST_BITS
            self._until = time.monotonic() + SECONDS_KEPT
        return self._bits

    def forget(self) -> None:
        self._until = 0.0


bits_in_force = _BitsInForce()


def index_secret() -> bytes:
    """Return the key of all blind indexes; each column derives its own from it."""
    return keyring.key(system_key(OWNER))


def indexes_of(field: "SealedField[Any, Any]") -> "list[BlindIndexField]":
    """Return the blind indexes that follow this field."""
    return [
        index
        for index in field.model._meta.concrete_fields
        if isinstance(index, BlindIndexField) and index.source == field.name
    ]


if TYPE_CHECKING:
    _IntegerField = models.IntegerField[int | None, int | None]
else:
    _IntegerField = models.IntegerField


class BlindIndexField(_IntegerField):
    """Follows the sealed text field named `source`; `kind` says how texts are made comparable.

    Only `vault.doors.match` reads it. It is not kept in the history, and is emptied on erasure.
    """

    description = _("Blind index")

    def __init__(self, *args: Any, source: str, kind: str = "text", **kwargs: Any) -> None:
        self.source = source
        self.kind = kind
        self.normalise = NORMALISERS[kind]
        super().__init__(*args, **{**kwargs, "null": True, "editable": False, "db_index": True})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        for option in ("null", "editable", "db_index"):
            kwargs.pop(option, None)
        return (
            name,
            "vault.fields.BlindIndexField",
            args,
            {**kwargs, "source": self.source, "kind": self.kind},
        )

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        try:
            self.model._meta.get_field(self.source)
        except FieldDoesNotExist:
            found.append(checks.Error(f"No field {self.source}.", obj=self, id="vault.E3"))
        return found

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        save_base = cls.save_base
        source, index = self.source, self.name

        def save_with_index(self: models.Model, *args: Any, **kwargs: Any) -> None:
            # An index left behind by `update_fields` would lose the person for every search.
            named = kwargs.get("update_fields")
            if named and source in named:
                kwargs["update_fields"] = frozenset(named) | {index}
            save_base(self, *args, **kwargs)

        cls.save_base = save_with_index  # type: ignore[method-assign]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 -- Django's signature
        slot = model_instance.__dict__.get(self.source)
        if slot is None:
            self.keep(model_instance, None)
        elif isinstance(slot, Pending):
            self.keep(model_instance, str(slot.value))
        return model_instance.__dict__.get(self.attname)

    def keep(self, instance: models.Model, text: str | None) -> None:
        """Put the index of a text into the instance."""
        index = None
        if text:
            index = self.compute(text, bits=bits_in_force.get(), secret=index_secret())
        instance.__dict__[self.attname] = index

    def compute(self, text: str | None, *, bits: int, secret: bytes) -> int | None:
        """Return the index of a text at this number of bits; None for one with nothing in it."""
        comparable = self.normalise(text or "")
        if not comparable:
            return None
        purpose = f"blind-index-v1\x00{self.model._meta.label}\x00{self.source}\x00{self.kind}"
        key = hmac.digest(secret, purpose.encode(), "sha256")
        digest = hmac.digest(key, comparable.encode(), "sha256")
        return int.from_bytes(digest[:4], "big") & ((1 << bits) - 1)
