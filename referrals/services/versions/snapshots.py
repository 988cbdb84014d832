"""A run's rows as plain JSON, so that going over to another version can be taken back exactly."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from cases.services.writing import save
from entities.models import User
from referrals.enums import LIVE, WAITING
from referrals.models import Run, Step, Timer

Snapshot = dict[str, Any]
# What the clock moves by itself: that somebody was told of a deadline, a date that was corrected.
_BY_THE_CLOCK = {"steps": "notice_at", "timers": "fire_at"}


def snapshot(run: Run) -> Snapshot:
    """Return how a run stands: its own state, the rows that wait, its living referrals."""
    return {
        "run": {
            "version": str(run.version_id),
            "status": run.status,
            "answers": run.answers,
            "joins": run.joins,
            "children": run.children.count(),
        },
        "steps": {str(row.pk): _values(row) for row in _steps(run)},
        "timers": {str(row.pk): _values(row) for row in _timers(run)},
        "referrals": {
            str(row.pk): {"lane": row.lane, "element": row.element, "status": row.status}
            for row in run.referrals.filter(status__in=LIVE)
        },
    }


def has_gone_on(before: Snapshot, after: Snapshot, now: Snapshot) -> bool:
    """Say whether a run stands otherwise now than just after, or called another one meanwhile."""
    return before["run"]["children"] != now["run"]["children"] or _fixed(after) != _fixed(now)


def restore(run: Run, before: Snapshot, after: Snapshot, *, by: User | None) -> None:
    """Put a locked run back as it stood before; nothing may have happened since `after`."""
    _delete_new(_steps(run), before["steps"])
    _delete_new(_timers(run), before["timers"])
    for kind, rows in (("steps", run.steps), ("timers", run.timers)):
        for row in rows.filter(pk__in=list(before[kind])):
            key = str(row.pk)
            later = _BY_THE_CLOCK[kind]
            values = dict(before[kind][key])
            if key in after[kind] and _values(row)[later] != after[kind][key][later]:
                del values[later]
            _write(row, values)
    for referral in run.referrals.filter(pk__in=list(before["referrals"])).select_related("case"):
        stood = before["referrals"][str(referral.pk)]
        if (referral.lane, referral.element) != (stood["lane"], stood["element"]):
            referral.lane, referral.element = stood["lane"], stood["element"]
            save(referral, by)
    run.version_id = UUID(before["run"]["version"])
    run.answers, run.joins = before["run"]["answers"], before["run"]["joins"]
    run.save(update_fields=["version", "answers", "joins"])


def _steps(run: Run) -> "models.QuerySet[Step]":
    return run.steps.filter(status__in=WAITING)


def _timers(run: Run) -> "models.QuerySet[Timer]":
    return run.timers.filter(done_at=None)


def _delete_new(rows: "models.QuerySet[Any]", known: Snapshot) -> None:
    rows.exclude(pk__in=list(known)).delete()


def _values(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _write(row: models.Model, values: dict[str, Any]) -> None:
    changed = []
    for field in row._meta.concrete_fields:
        name = field.attname
        if name in values and _plain(field.value_from_object(row)) != values[name]:
            target = field.target_field if isinstance(field, models.ForeignKey) else field
            setattr(row, name, target.to_python(values[name]))
            changed.append(field.name)
    if changed:
        row.save(update_fields=changed)


def _fixed(stood: Snapshot) -> Snapshot:
    return {
        **stood,
        **{
            kind: {
                key: {name: value for name, value in row.items() if name != later}
                for key, row in stood[kind].items()
            }
            for kind, later in _BY_THE_CLOCK.items()
        },
    }
