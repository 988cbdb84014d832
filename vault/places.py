"""Which row a sealed value belongs to, also when it lies in the history of that row."""

from django.db import models

from vault.gate import Record


def tracked_model(model: type[models.Model]) -> type[models.Model]:
    """Return the model itself, or the one whose history it keeps: ciphertext is bound to it."""
    tracked: type[models.Model] = getattr(model, "instance_type", model)
    return tracked._meta.concrete_model or tracked


def record_of(instance: models.Model) -> Record:
    """Return the row that an instance, or a row of its history, stands for."""
    model = tracked_model(type(instance))
    key = model._meta.pk
    row = getattr(instance, key.attname)
    if row is None:
        raise ValueError(f"{model._meta.label} has no primary key yet; sealing needs one.")
    return Record(model=model._meta.label, row=str(key.to_python(row)))
