"""Clears what an erased case leaves beside its sealed values, in whichever room it lies.

It goes by the registry and the classes of `Privacy`: every row of every model that belongs to the
case, live and in the history, loses what is personal or special. This is the one place where
history rows are changed, and nothing is added to the history: it is what is being erased.
Codes of cases stay: they authorise nothing, and the log names cases by them.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from cases.models import Case, CaseCode, Person, StatusEntry
from core.privacy import PrivacyClass, privacy_of
from vault.places import tracked_model

# What a row of an erased case says where a day must stand.
ERASED_DAY = date(1900, 1, 1)
# A closed case must say why it was closed: a code, and no longer anybody's.
_KEPT = {(Case, "closure_reason")}
# Rows that would say nothing without what is personal in them.
_REMOVED = {StatusEntry}
_LEFT = {CaseCode}


def clear_erased(key_ids: Collection[UUID]) -> None:
    """Clear all rows of the cases and people that these destroyed keys belonged to."""
    cases = list(Case.objects.filter(data_key_id__in=key_ids).values_list("pk", flat=True))
    people = list(Person.objects.filter(data_key_id__in=key_ids).values_list("pk", flat=True))
    for model, path in ways_to_cases():
        rows = _all(model).filter(**{f"{path}__in": cases})
        if tracked_model(model) in _REMOVED:
            _remove(rows)
        elif values := neutral_values(model):
            rows.update(**values)
    for model in _with_history(Person):
        _all(model).filter(id__in=people).update(**neutral_values(model))


def ways_to_cases() -> Iterator[tuple[type[models.Model], str]]:
    """Return each model whose rows belong to a case, with the path from it to the case's id."""
    for model in apps.get_models():
        owner = tracked_model(model)
        if owner is Case:
            yield model, "id"
        elif hasattr(owner, "Privacy") and owner not in _LEFT:
            path = _path(model)
            if path:
                yield model, path


def neutral_values(model: type[models.Model]) -> dict[str, Any]:
    """Return what stands in the personal and special columns of an erased row."""
    owner = tracked_model(model)
    return {
        name: neutral(model._meta.get_field(name))
        for name, level in privacy_of(owner).items()
        if level != PrivacyClass.PLAIN
        and (owner, name) not in _KEPT
        and any(field.name == name for field in model._meta.concrete_fields)
    }


def neutral(field: Any) -> Any:
    """Return the value that says nothing: no value, else what a new row says, else an old day."""
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    return ERASED_DAY if isinstance(field, models.DateField) else ""


def _path(model: type[models.Model]) -> str:
    relations = [field for field in model._meta.concrete_fields if field.is_relation]
    for field in relations:
        if field.related_model is Case:
            return field.name
    for field in relations:
        for further in getattr(field.related_model, "_meta").concrete_fields:  # noqa: B009 -- typed as str too
            if further.is_relation and further.related_model is Case:
                return f"{field.name}__{further.name}"
    return ""


def _with_history(model: Any) -> list[type[models.Model]]:
    return [model, model.history.model]


def _all(model: type[models.Model]) -> "models.QuerySet[Any]":
    return model._base_manager.all()  # noqa: SLF001 -- all rows, whatever the model shows


def _remove(rows: "models.QuerySet[Any]") -> None:
    rows._raw_delete(rows.db)  # noqa: SLF001 -- a deletion in the history would tell again
