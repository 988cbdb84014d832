"""Sealed columns for models.

A model with sealed fields has a UUID primary key made before INSERT, and `data_key_id` (a column
or a property) that names the data key under which it seals. The column is always nullable: what
is empty is NULL, so that "has she a telephone?" needs no key. Whether a field is filled is all
that can be asked: any other lookup, and `update()` with plaintext, raise FieldError.

The value is bound to model label, field name and row: renaming a sealed model or field is a data
migration, not a schema one. JSON values are arrays or objects; each reading gives a fresh copy.
"""

import base64
import datetime as dt
import json
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from vault.blind_index import BlindIndexField, indexes_of
from vault.enums import Tier
from vault.envelope import Place, key_id_of, seal, unseal
from vault.exceptions import Tampered, Unreadable
from vault.gate import Record, is_open, require_open
from vault.sealed import Pending, Sealed, SealedAttribute, is_passing, passes_sealed

__all__ = [
    "BlindIndexField",
    "EncryptedDateField",
    "EncryptedJSONField",
    "EncryptedTextField",
    "SealedField",
    "gated_fields",
    "record_of",
    "sealed_fields",
    "sealing_keys",
]

Set = TypeVar("Set")
Get = TypeVar("Get")

if TYPE_CHECKING:
    _Field = models.Field
else:

    class _Field(models.Field, Generic[Set, Get]):
        """Lets the subclasses below name their types; Django's own class takes none."""


class SealedField(_Field[Set, Get]):
    """What the sealed fields share; subclasses say how a value becomes bytes and back.

    `gate` names the tier that must be revealed before the value can be read; `gated=True` is the
    tier of identity.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    empty_value: ClassVar[Any] = None

    def __init__(
        self, *args: Any, gated: bool = False, gate: str | None = None, **kwargs: Any
    ) -> None:
        chosen = Tier.IDENTITY if gated and gate is None else gate
        self.gate = Tier(chosen) if chosen else None
        for option in ("primary_key", "unique", "db_index", "choices"):
            if kwargs.get(option):
                raise TypeError(f"A sealed field cannot have {option}.")
        kwargs["null"] = True
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        """Return the value as the bytes that are sealed."""
        raise NotImplementedError

    def from_bytes(self, text: bytes) -> Any:
        """Return the value of the bytes that were sealed."""
        raise NotImplementedError

    def is_empty(self, value: object) -> bool:
        """Say whether the value is stored as NULL."""
        return value is None

    # Reading and sealing

    def read_slot(self, instance: models.Model, slot: object) -> Any:
        """Return the value for who reads the attribute; gated ones only within their scope."""
        if slot is None:
            return self.empty_value
        if isinstance(slot, Pending):
            return slot.value
        if self.gate is not None:
            require_open(record_of(instance), self.gate)
        return self.unseal_slot(instance, slot)

    @sensitive_variables()
    def unseal_slot(self, instance: models.Model, slot: object) -> Any:
        """Return the value whether gated or not: only for doors, whose plaintext stays inside."""
        if not isinstance(slot, Sealed):
            return slot.value if isinstance(slot, Pending) else self.empty_value
        text = unseal(slot.blob, place=self._place(instance))
        try:
            return self.from_bytes(text)
        except ValueError as error:
            raise Tampered(f"A value of {self} is of another type.") from error

    @sensitive_variables()
    def seal_slot(self, instance: models.Model) -> Sealed | None:
        """Seal a pending value in its slot; an equal one keeps the ciphertext it had."""
        slot = instance.__dict__.get(self.attname)
        if not isinstance(slot, Pending):
            return slot
        value = self.to_python(slot.value)
        for index in indexes_of(self):
            index.keep(instance, value)
        if slot.replaced is not None and self._is_same(instance, slot.replaced, value):
            sealed = slot.replaced
        else:
            key_id: UUID = instance.data_key_id  # type: ignore[attr-defined]
            place = self._place(instance)
            sealed = Sealed(seal(self.to_bytes(value), key_id=key_id, place=place))
        instance.__dict__[self.attname] = sealed
        return sealed

    def _is_same(self, instance: models.Model, replaced: Sealed, value: object) -> bool:
        if key_id_of(replaced.blob) != instance.data_key_id:  # type: ignore[attr-defined]
            return False
        try:
            return bool(self.unseal_slot(instance, replaced) == value)
        except Unreadable:
            return False

    def _place(self, instance: models.Model) -> Place:
        record = record_of(instance)
        return Place(model=record.model, field=self.attname, row=record.row)

    # What Django asks of a field

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)
        if not getattr(cls.refresh_from_db, "passes_sealed", False):
            # Django copies the reloaded values by getattr, which would open and reseal them.
            passing = passes_sealed(cls.refresh_from_db)
            passing.passes_sealed = True  # type: ignore[attr-defined]
            cls.refresh_from_db = passing  # type: ignore[method-assign]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        if self.gate is not None:
            kwargs["gate"] = self.gate.value
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not hasattr(_tracked(self.model), "data_key_id"):
            found.append(checks.Error("A sealed field needs data_key_id.", obj=self, id="vault.E1"))
        if not isinstance(_tracked(self.model)._meta.pk, models.UUIDField):
            found.append(checks.Error("A sealed field needs a UUID pk.", obj=self, id="vault.E2"))
        return found

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 -- Django's signature
        return self.seal_slot(model_instance)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise FieldError(f"{self.name} is sealed: only a save() of its row may seal a value.")

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
    ) -> Any:
        sealed = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(sealed.blob) if isinstance(sealed, Sealed) else sealed

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: it can only be asked for with isnull.")
        return super().get_lookup(lookup_name)

    def get_transform(self, name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: {name} cannot look inside.")

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return value if isinstance(value, Sealed) else super().clean(value, model_instance)

    def value_from_object(self, obj: models.Model) -> Any:
        """Return the value for forms; a gated one that is closed stays as it is, unreadable.

        Never a type that serializers print without asking `value_to_string`.
        """
        slot = obj.__dict__.get(self.attname)
        closed = self.gate is not None and not is_open(record_of(obj), self.gate)
        if is_passing() or (closed and isinstance(slot, Sealed)):
            return slot
        return super().value_from_object(obj)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the ciphertext in base64: what `dumpdata` writes."""
        self.seal_slot(obj)
        slot = obj.__dict__.get(self.attname)
        return base64.b64encode(slot.blob).decode() if isinstance(slot, Sealed) else ""


class EncryptedTextField(SealedField[str | None, str]):
    """Text; empty text is stored as NULL and read as empty text."""

    description = _("Sealed text")
    empty_value = ""

    def is_empty(self, value: object) -> bool:
        return value is None or value == ""

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Sealed) else str(value)

    def to_bytes(self, value: str) -> bytes:
        return value.encode()

    def from_bytes(self, text: bytes) -> str:
        return text.decode()

    def formfield(self, **kwargs: Any) -> Any:
        long = {} if self.max_length else {"widget": forms.Textarea}
        return super().formfield(
            **{"form_class": forms.CharField, "max_length": self.max_length, **long, **kwargs}
        )


class EncryptedDateField(SealedField[dt.date | str | None, dt.date | None]):
    """A date."""

    description = _("Sealed date")

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return value.date()
        if not isinstance(value, str):
            return value
        try:
            date = parse_date(value)
        except ValueError:
            date = None
        if date is None:
            raise ValidationError(_("Enter a valid date."), code="invalid")
        return date

    def to_bytes(self, value: dt.date) -> bytes:
        return value.isoformat().encode()

    def from_bytes(self, text: bytes) -> dt.date:
        return dt.date.fromisoformat(text.decode())

    def value_from_object(self, obj: models.Model) -> Any:
        value = super().value_from_object(obj)
        return value.isoformat() if isinstance(value, dt.date) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.DateField, **kwargs})


class EncryptedJSONField(SealedField[Any, Any]):
    """An array or an object of JSON."""

    description = _("Sealed JSON")

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed | list | dict):
            return value
        raise ValidationError(_("Enter a list or an object."), code="invalid")

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()

    def from_bytes(self, text: bytes) -> Any:
        return json.loads(text)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})


def _tracked(model: type[models.Model]) -> type[models.Model]:
    # simple-history's models name the model they track: its rows keep the ciphertext as it was.
    tracked: type[models.Model] = getattr(model, "instance_type", model)
    return tracked._meta.concrete_model or tracked


def record_of(instance: models.Model) -> Record:
    """Return the row that an instance, or a row of its history, stands for."""
    model = _tracked(type(instance))
    key = model._meta.pk
    row = getattr(instance, key.attname)
    if row is None:
        raise ValueError(f"{model._meta.label} has no primary key yet; sealing needs one.")
    return Record(model=model._meta.label, row=str(key.to_python(row)))


def sealed_fields(model: type[models.Model]) -> list[SealedField[Any, Any]]:
    """Return the sealed fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def gated_fields(model: type[models.Model], tier: Tier) -> list[SealedField[Any, Any]]:
    """Return the fields of a model that this tier keeps."""
    return [field for field in sealed_fields(model) if field.gate == tier]


def sealing_keys(*instances: models.Model) -> set[UUID]:
    """Return the data keys that sealed what the instances hold, for `keyring.prefetch`."""
    slots = (
        instance.__dict__.get(field.attname)
        for instance in instances
        for field in sealed_fields(type(instance))
    )
    return {key_id_of(slot.blob) for slot in slots if isinstance(slot, Sealed)}
