"""History of models with sealed fields: rows keep the ciphertext, nothing is opened.

simple-history copies values by reading attributes, which would open and reseal every one of them
and trip the gates. `tests/vault/test_history.py` guards what is overridden here.
"""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from vault.blind_index import BlindIndexField
from vault.fields import sealed_fields
from vault.sealed import passes_sealed, passing_sealed


class SealedHistory(HistoricalRecords):  # type: ignore[misc]
    """HistoricalRecords that passes sealed values through and leaves blind indexes out."""

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:  # noqa: FBT001 -- simple-history's signature
        indexes = [f.name for f in model._meta.fields if isinstance(f, BlindIndexField)]
        self.excluded_fields: list[str] = sorted({*self.excluded_fields, *indexes})
        return super().create_history_model(model, inherited)

    def get_extra_fields(self, model: type[models.Model], fields: Any) -> dict[str, Any]:
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        extra["instance"] = property(passes_sealed(extra["instance"].fget))
        extra["history_object"] = _PassingObject(extra["history_object"])
        extra["__str__"] = lambda row: f"{row.history_id} of {model._meta.label}"
        return extra

    def create_historical_record(self, instance: models.Model, *args: Any, **kwargs: Any) -> None:
        for field in sealed_fields(type(instance)):
            field.seal_slot(instance)
        with passing_sealed():
            super().create_historical_record(instance, *args, **kwargs)


class _PassingObject:
    """simple-history's descriptor of the object as it was, opening nothing."""

    def __init__(self, descriptor: Any) -> None:
        self._descriptor = descriptor

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        with passing_sealed():
            return self._descriptor.__get__(instance, owner)
