"""Keeps wrapped keys and case data apart: only then does destroying a key destroy old backups."""

from typing import Any

from django.db import models

KEYS = "keys"
APP = "vault"


class KeysRouter:
    """The vault's models live in `keys`, and nothing else does."""

    def db_for_read(self, model: type[models.Model], **_: Any) -> str | None:
        return KEYS if model._meta.app_label == APP else None

    def db_for_write(self, model: type[models.Model], **_: Any) -> str | None:
        return KEYS if model._meta.app_label == APP else None

    def allow_relation(self, one: models.Model, other: models.Model, **_: Any) -> bool | None:
        apart = (one._meta.app_label == APP) is not (other._meta.app_label == APP)
        return False if apart else None

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool | None:
        if app_label == APP or db == KEYS:
            return app_label == APP and db == KEYS
        return None
