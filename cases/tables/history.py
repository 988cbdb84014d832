"""The history of a record: who changed what, and when, as far as its part is open to the reader.
Gated values show only that they changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cases.tables.assessments import said_answers
from cases.tables.words import label_of, name_for, say_value
from entities.models import User
from vault.fields import SealedField
from vault.reading import read_or_unavailable
from vault.sealed import passing_sealed

# Columns of the house: who recorded it stands beside each version anyway.
_SILENT = {
    "id", "data_key_id", "case", "entity", "recorded_at", "recorded_by", "created_at",
    "opened_by", "struck_by", "closed_by", "withdrawn_by", "code", "version", "sha256", "finished_by",
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
    record: models.Model,
    *,
    user: User,
    may_read: Callable[[str], bool],
    since: datetime | None = None,
) -> list[Version]:
    """Return the versions of a tracked record, newest first; callers have recorded the reading.

    Columns that `may_read` refuses are left out, and versions of which nothing is left; nothing
    is told of what was written before `since`.
    """
    history = record.history.select_related("history_user__entity")  # type: ignore[attr-defined]
    rows = list(history.order_by("history_date", "history_id"))
    versions = []
    for before, after in zip([None, *rows], rows, strict=False):
        if since is not None and after.history_date < since:
            continue
        changes = _changes(before, after, user=user, may_read=may_read)
        if not changes:
            continue
        author = after.history_user
        versions.append(
            Version(
                when=after.history_date,
                who=name_for(user, author) if author is not None else "",
                title=_("Recorded") if before is None else _("Changed"),
                changes=changes,
            )
        )
    return versions[::-1]


def _changes(
    before: Any, after: Any, *, user: User, may_read: Callable[[str], bool]
) -> list[Change]:
    changes = []
    for field in after.tracked_fields:
        if field.name in _SILENT or not may_read(field.name):
            continue
        with passing_sealed():
            old = getattr(before, field.attname) if before is not None else None
            new = getattr(after, field.attname)
        if old == new or (before is None and new in (None, "", [])):
            continue
        changes.append(_change(field, before, after, user=user))
    return changes


def _change(field: Any, before: Any, after: Any, *, user: User) -> Change:
    label = label_of(field.name)
    if field.name == "answers":
        old = said_answers(before) if before is not None else ""
        return Change(label, old, said_answers(after))
    if isinstance(field, SealedField):
        if field.gate is not None:
            return Change(label, None, None)
        old = read_or_unavailable(before, field.name, by=user) if before is not None else ""
        return Change(label, old, read_or_unavailable(after, field.name, by=user))
    old = _say(field, before, user) if before is not None else ""
    return Change(label, old, _say(field, after, user))


def _say(field: Any, version: Any, reader: User) -> str:
    value = getattr(version, field.name)
    return name_for(reader, value) if isinstance(value, User) else say_value(field, value)
