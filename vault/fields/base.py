"""What the sealed fields share: reading, sealing, and what Django may and may not ask of them."""

import base64
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.views.decorators.debug import sensitive_variables

from vault.blind_index import indexes_of
from vault.enums import Tier
from vault.envelope import Place, key_id_of, seal, unseal
from vault.exceptions import Tampered, Unreadable
from vault.gate import is_open, require_open
from vault.places import record_of, tracked_model
from vault.sealed import Pending, Sealed, SealedAttribute, is_passing, passes_sealed

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
        text = unseal(slot.blob, place=self.place_of(instance))
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
            key_id = instance.data_key_id  # type: ignore[attr-defined]
            place = self.place_of(instance)
            sealed = Sealed(seal(self.to_bytes(value), key_id=key_id, place=place))
        instance.__dict__[self.attname] = sealed
        return sealed

    def _is_same(self, instance: models.Model, replaced: Sealed, value: object) -> bool:
        try:
            same_key = key_id_of(replaced.blob) == instance.data_key_id  # type: ignore[attr-defined]
            return same_key and bool(self.unseal_slot(instance, replaced) == value)
        except Unreadable:
            return False

    def place_of(self, instance: models.Model) -> Place:
        """Return what the sealed values of this row are bound to."""
        record = record_of(instance)
        return Place(model=record.model, field=self.attname, row=record.row)

    # What Django asks of a field

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        # Django reloads and checks by reading every attribute, which would open and reseal it.
        for method in ("refresh_from_db", "clean_fields"):
            if not hasattr(getattr(cls, method), "passes_sealed"):
                setattr(cls, method, passes_sealed(getattr(cls, method)))

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        path = f"vault.fields.{type(self).__name__}"
        kwargs.pop("null", None)
        if self.gate is not None:
            kwargs["gate"] = self.gate.value
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not hasattr(tracked_model(self.model), "data_key_id"):
            found.append(checks.Error("A sealed field needs data_key_id.", obj=self, id="vault.E1"))
        if not isinstance(tracked_model(self.model)._meta.pk, models.UUIDField):
            found.append(checks.Error("A sealed field needs a UUID pk.", obj=self, id="vault.E2"))
        return found

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        if value is None:
            return None
        return Sealed(value if type(value) is bytes else bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 -- Django's signature
        return self.seal_slot(model_instance)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise FieldError(f"{self.name} is sealed: only a save() of its row may seal a value.")

    def get_db_prep_value(
        self,
        value: Any,
        connection: Any,
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
        if isinstance(value, Sealed):
            return value
        return super().clean(value.value if isinstance(value, Pending) else value, model_instance)

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
