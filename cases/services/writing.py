"""What every write of this room shares: locking, applying, striking, and saying who it was."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.enums import StrikeReason
from cases.models import Case
from cases.permissions import Entry, accepts_work, can_correct, can_work, is_restricted
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from vault.fields import SealedField
from vault.sealed import passing_sealed

Tracked = TypeVar("Tracked", bound=models.Model)
AnyEntry = TypeVar("AnyEntry", bound=Entry)


class ChangedMeanwhile(Conflict):
    """Somebody changed the record after the form was made that is sent now."""


def version_of(record: models.Model) -> int:
    """Return how often a tracked record was saved: a form keeps it, to know what it was made of."""
    return int(record.history.count())  # type: ignore[attr-defined]


def refuse_stale(locked: models.Model, seen: int | None) -> None:
    """Raise ChangedMeanwhile unless the locked record is still what the form was made of."""
    if seen is not None and seen != version_of(locked):
        raise ChangedMeanwhile(
            _("Somebody else changed this while you were writing."),
            _("Look at what is new, then send yours again."),
        )


def refuse() -> PermissionRefused:
    """Return the refusal of a change that is not hers to make."""
    return PermissionRefused(
        _("You may not change this."),
        _("Only people of the entity that is responsible for it can. Ask your coordinator."),
    )


def save(record: models.Model, by: User | None) -> None:
    """Save a tracked record, and name its author (None: the product) in the history."""
    record._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- simple-history's own name for it
    record.save()


def lock(record: Tracked) -> Tracked:
    """Return the record as it stands now, locked until the transaction ends."""
    return type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)


def lock_living_case(case: Case, by: User) -> Case:
    """Return the case locked, for somebody who adds to it.

    Raises PermissionRefused when she may not work it, Conflict when it is closed.
    """
    locked = lock(case)
    if not can_work(by, locked):
        raise refuse()
    require_living(locked)
    return locked


def require_living(case: Case) -> None:
    """Raise Conflict when the case is closed, or only kept and read."""
    refuse_restricted(case)
    if not accepts_work(case):
        raise Conflict(_("This case is closed."), _("Open it again first, if there is more to do."))


def refuse_restricted(case: Case) -> None:
    """Raise Conflict for a case that is only kept and read."""
    if is_restricted(case):
        raise Conflict(
            _("The use of this case is restricted: it can be read, not changed."),
            _("Data protection and your coordinator can lift the restriction together."),
        )


def lock_entry(entry: AnyEntry, by: User) -> AnyEntry:
    """Return an entry locked, for somebody who corrects or strikes it.

    Raises PermissionRefused when another entity wrote it, Conflict when it was struck before.
    """
    locked = lock(entry)
    if not can_correct(by, locked):
        raise refuse()
    if locked.struck_at is not None:
        raise Conflict(_("This entry was struck out before."), _("Record a new one instead."))
    return locked


def apply(record: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Set what is given; return the names of what differs. Sealed values are sealed at once:
    the vault keeps the ciphertext of an equal one, so that comparing tells nothing away."""
    changed = []
    for name, value in values.items():
        field = cast("models.Field[Any, Any]", record._meta.get_field(name))
        with passing_sealed():
            before = getattr(record, field.attname)
        setattr(record, name, value)
        if isinstance(field, SealedField):
            field.seal_slot(record)
        with passing_sealed():
            if getattr(record, field.attname) != before:
                changed.append(name)
    return sorted(changed)


def mark_struck(entry: Entry, by: User, reason: str) -> None:
    """Strike out and keep."""
    entry.struck_at, entry.struck_by = timezone.now(), by
    entry.strike_reason = StrikeReason(reason)
    save(entry, by)
