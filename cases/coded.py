"""Columns that hold codes of a closed list, and the check that services make of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from core import vocabularies
from core.languages import LANGUAGES


def _known(registry: str) -> Collection[str]:
    return LANGUAGES if registry == "language" else vocabularies.codes(registry)


@deconstructible
@dataclass
class KnownCode:
    """Refuses what is not a code of the vocabulary (or of `language`)."""

    vocabulary: str

    def __call__(self, value: str) -> None:
        """Raise ValidationError for an unknown code; the empty code says *not recorded*."""
        if value and value not in _known(self.vocabulary):
            raise ValidationError(_("This is not one of the listed answers."))


@deconstructible
@dataclass
class KnownCodes:
    """Refuses a list with anything that is not a code of the vocabulary."""

    vocabulary: str

    def __call__(self, value: list[str]) -> None:
        """Raise ValidationError unless every element is a known code."""
        if not isinstance(value, list) or any(
            not isinstance(code, str) or code not in _known(self.vocabulary) for code in value
        ):
            raise ValidationError(_("This is not one of the listed answers."))


def code_column(vocabulary: str, *, default: str = "") -> "models.CharField[str, str]":
    """Return a column for one code of a vocabulary; empty means not recorded."""
    return models.CharField(
        max_length=32, blank=True, default=default, validators=[KnownCode(vocabulary)]
    )


def codes_column(vocabulary: str) -> "models.JSONField[list[str], list[str]]":
    """Return a column for several codes of a vocabulary."""
    return models.JSONField(default=list, blank=True, validators=[KnownCodes(vocabulary)])


def choices_of(vocabulary: str) -> Callable[[], list[tuple[str, str]]]:
    """Return the choices of a vocabulary as a form takes them: asked anew for each reader."""
    return lambda: vocabularies.choices(vocabulary)


def checked(
    model: type[models.Model], values: Mapping[str, Any], *, allowed: Iterable[str]
) -> dict[str, Any]:
    """Return `values` as the columns of `model` take them.

    Raises TypeError for a name that is not in `allowed` (nothing else may be written from
    outside) and ValidationError, by field, for a value the column does not take.
    """
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"{model.__name__} has no {sorted(unknown)} to be written.")
    cleaned, errors = {}, {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if field.is_relation:
            cleaned[name] = value
            continue
        try:
            cleaned[name] = field.clean(value, None)  # type: ignore[union-attr]
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return cleaned
