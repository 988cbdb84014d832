"""The history of a record: who changed what, and when. Sealed values show only that they changed,
unless their part is open to the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cases.tables.words import label_of, say_value
from entities.models import User
from vault.fields import SealedField
from vault.reading import read_or_unavailable
from vault.sealed import passing_sealed

# Columns of the house: who recorded it stands beside each version anyway.
_SILENT = {
    "id", "data_key_id", "case", "entity", "recorded_at", "recorded_by", "created_at",
    "opened_by", "struck_by", "closed_by", "withdrawn_by",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One column of one version; values are None where they may not be read."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Version:
    """What one person changed at one moment."""

    when: datetime
    who: str
    title: str
    changes: list[Change]


def versions_of(
    record: models.Model, *, user: User, may_read: Callable[[str], bool]
) -> list[Version]:
    """Return the versions of a tracked record, newest first; callers have recorded the reading."""
    history = record.history.select_related("history_user__entity")  # type: ignore[attr-defined]
    rows = list(history.order_by("history_date", "history_id"))
    versions = []
    for before, after in zip([None, *rows], rows, strict=False):
        versions.append(
            Version(
                when=after.history_date,
                who=_name(after.history_user, user),
                title=_("Recorded") if before is None else _("Changed"),
                changes=_changes(before, after, user=user, may_read=may_read),
            )
        )
    return versions[::-1]


def _name(author: User | None, reader: User) -> str:
    if author is None:
        return ""
    return author.name if author.entity_id == reader.entity_id else str(author.entity)


def _changes(
    before: Any, after: Any, *, user: User, may_read: Callable[[str], bool]
) -> list[Change]:
    changes = []
    for field in after.tracked_fields:
        if field.name in _SILENT:
            continue
        with passing_sealed():
            old = getattr(before, field.attname) if before is not None else None
            new = getattr(after, field.attname)
        if old == new or (before is None and new in (None, "", [])):
            continue
        changes.append(_change(field, before, after, user=user, may_read=may_read))
    return changes


def _change(
    field: Any, before: Any, after: Any, *, user: User, may_read: Callable[[str], bool]
) -> Change:
    label = label_of(field.name)
    if isinstance(field, SealedField):
        if field.gate is not None or not may_read(field.name):
            return Change(label, None, None)
        old = read_or_unavailable(before, field.name, by=user) if before is not None else ""
        return Change(label, old, read_or_unavailable(after, field.name, by=user))
    if not may_read(field.name):
        return Change(label, None, None)
    old = say_value(field, getattr(before, field.name)) if before is not None else ""
    return Change(label, old, say_value(field, getattr(after, field.name)))
