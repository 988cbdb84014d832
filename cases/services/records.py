"""Interventions and dated statuses: recorded, corrected, struck out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.coded import checked
from cases.models import Case, Intervention, StatusEntry
from cases.services.writing import apply, lock, lock_entry, lock_living_case, mark_struck, save
from core import vocabularies
from entities.models import User

INTERVENTION_FIELDS = frozenset(
    {
        "happened_on", "service_type", "channel", "place", "minutes", "units",
        "interpreter_mode", "child", "note",
    }
)  # fmt: skip
STATUS_FIELDS = frozenset(
    {"decided_on", "country", "victim_status", "otsh_class", "decided_by_kind", "note"}
)
MINUTES_OF_A_DAY = 24 * 60


@transaction.atomic
def record_intervention(*, case: Case, by: User, values: Mapping[str, Any]) -> Intervention:
    """Record something done with or for her. `values` hold any of INTERVENTION_FIELDS.

    `happened_on` and `service_type` must be there. Raises PermissionRefused, Conflict when the
    case is closed, ValidationError by field.
    """
    locked = lock_living_case(case, by)
    columns = checked(Intervention, values, allowed=INTERVENTION_FIELDS)
    intervention = Intervention(case=locked, entity=by.entity, recorded_by=by)
    apply(intervention, columns)
    _check_intervention(intervention)

    save(intervention, by)
    audit.record(
        AuditAction.INTERVENTION_RECORDED,
        by=by,
        case=locked.pk,
        target=intervention.pk,
    )
    return intervention


@transaction.atomic
def correct_intervention(
    *, intervention: Intervention, by: User, changes: Mapping[str, Any]
) -> Intervention:
    """Correct an intervention of one's own entity; what stood before stays in the history."""
    locked = lock_entry(intervention, by)
    changed = apply(locked, checked(Intervention, changes, allowed=INTERVENTION_FIELDS))
    _check_intervention(locked)
    if changed:
        save(locked, by)
        audit.record(
            AuditAction.INTERVENTION_CORRECTED,
            by=by,
            case=locked.case_id,
            target=locked.pk,
            details={"fields": changed},
        )
    return locked


@transaction.atomic
def strike_intervention(*, intervention: Intervention, by: User, reason: str) -> Intervention:
    """Strike out an intervention: it stays to be read and is counted nowhere."""
    locked = lock_entry(intervention, by)
    mark_struck(locked, by, reason)
    audit.record(
        AuditAction.INTERVENTION_STRUCK,
        by=by,
        case=locked.case_id,
        target=locked.pk,
        details={"reason": reason},
    )
    return locked


def _check_intervention(intervention: Intervention) -> None:
    refuse_future(intervention.happened_on, "happened_on")
    errors = {}
    if not intervention.service_type:
        errors["service_type"] = _("Choose what kind of help it was.")
    if (intervention.minutes or 0) > MINUTES_OF_A_DAY:
        errors["minutes"] = _("A day has 1440 minutes.")
    if intervention.child is not None and intervention.child.case_id != intervention.case_id:
        errors["child"] = _("Choose a child of this case.")
    if errors:
        raise ValidationError(errors)


def refuse_future(day: date | None, field: str) -> None:
    """Raise ValidationError for a missing day or one that is still to come."""
    if day is None:
        raise ValidationError({field: _("Give the day.")})
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come.")})


@transaction.atomic
def record_status(*, case: Case, by: User, values: Mapping[str, Any]) -> StatusEntry:
    """Add a dated status with the kind of body that decided it. `values` hold STATUS_FIELDS.

    One of `victim_status` and `otsh_class`; the OTSH class must be one that body may give.
    The case repeats the latest of each for lists.
    """
    locked = lock_living_case(case, by)
    columns = checked(StatusEntry, values, allowed=STATUS_FIELDS)
    entry = StatusEntry(case=locked, entity=by.entity, recorded_by=by)
    apply(entry, {"country": by.entity.country, **columns})
    _check_status(entry)

    save(entry, by)
    _repeat_latest(locked, by)
    audit.record(
        AuditAction.STATUS_RECORDED,
        by=by,
        case=locked.pk,
        target=entry.pk,
    )
    return entry


@transaction.atomic
def strike_status(*, entry: StatusEntry, by: User, reason: str) -> StatusEntry:
    """Strike out a status recorded in error; the case repeats the latest that remains."""
    case = lock(entry.case)
    locked = lock_entry(entry, by)
    mark_struck(locked, by, reason)
    _repeat_latest(case, by)
    audit.record(
        AuditAction.STATUS_STRUCK,
        by=by,
        case=case.pk,
        target=locked.pk,
        details={"reason": reason},
    )
    return locked


def _check_status(entry: StatusEntry) -> None:
    refuse_future(entry.decided_on, "decided_on")
    if bool(entry.victim_status) == bool(entry.otsh_class):
        raise ValidationError({"victim_status": _("Choose one status, of one of the two scales.")})
    if not entry.otsh_class:
        return
    may_say = vocabularies.entry("otsh_classification", entry.otsh_class).get("allowed_for")
    if may_say and entry.decided_by_kind not in may_say:
        raise ValidationError(
            {"decided_by_kind": _("This kind of body does not give this OTSH class.")}
        )


def _repeat_latest(case: Case, by: User) -> None:
    standing = StatusEntry.objects.filter(case=case, struck_at=None)
    latest = {
        name: standing.exclude(**{name: ""}).values_list(name, flat=True).first() or ""
        for name in ("victim_status", "otsh_class")
    }
    if apply(case, latest):
        save(case, by)
