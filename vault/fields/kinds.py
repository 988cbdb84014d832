"""The sealed fields: text, date, JSON."""

import datetime as dt
import json
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from vault.fields.base import SealedField
from vault.sealed import Sealed


def _encode(text: str) -> bytes:
    """Return the text in UTF-8; what is no text (a lone surrogate) is refused."""
    with suppress(UnicodeEncodeError):  # which would carry the whole text along
        return text.encode()
    raise _unstorable()


def _unstorable() -> ValidationError:
    return ValidationError(_("This holds characters or numbers that cannot be stored."), "invalid")


class EncryptedTextField(SealedField[str | None, str]):
    """Text; empty text is stored as NULL and read as empty text."""

    description = _("Sealed text")
    empty_value = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def is_empty(self, value: object) -> bool:
        return value is None or value == ""

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Sealed) else str(value)

    def to_bytes(self, value: str) -> bytes:
        return _encode(value)

    def from_bytes(self, text: bytes) -> str:
        return text.decode()

    def formfield(self, **kwargs: Any) -> Any:
        long = {} if self.max_length else {"widget": forms.Textarea}
        return super().formfield(
            **{"form_class": forms.CharField, "max_length": self.max_length, **long, **kwargs}
        )


class _DateInForm(forms.DateField):
    """Takes the stored date as text, which is how `value_from_object` gives it."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(initial, str):
            initial = parse_date(initial)
        return super().has_changed(initial, data)


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
        # As text, because serializers print a date without asking `value_to_string`.
        value = super().value_from_object(obj)
        return value.isoformat() if isinstance(value, dt.date) else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": _DateInForm, **kwargs})


class EncryptedJSONField(SealedField[Any, Any]):
    """An array or an object of JSON."""

    description = _("Sealed JSON")

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed | list | dict):
            return value
        raise ValidationError(_("Enter a list or an object."), code="invalid")

    def to_bytes(self, value: Any) -> bytes:
        with suppress(ValueError):
            return _encode(json.dumps(value, ensure_ascii=False, allow_nan=False))
        raise _unstorable()

    def from_bytes(self, text: bytes) -> Any:
        return json.loads(text)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})
