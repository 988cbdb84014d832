"""Hours of a service, and the rota of who is on duty for it."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities.enums import HoursKind
from entities.models import DutyShift, Service, ServiceHours, User
from entities.permissions import can_change_service, can_stand_duty

Hours = tuple[time, time]


def _refuse() -> PermissionRefused:
    return PermissionRefused(
        _("You may not change this entity."), _("Ask an administrator to do it.")
    )


def _locked(service: Service) -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("entity")
    return rows.get(pk=service.pk)


@transaction.atomic
def set_hours(
    *, service: Service, hours: Mapping[tuple[HoursKind, int], Hours], by: User | None
) -> Service:
    """Set all hours of the service anew, by kind and weekday; `by` is empty for invented data."""
    locked = _locked(service)
    if by is not None and not can_change_service(by, locked):
        raise _refuse()
    before = {(row.kind, row.weekday): (row.since, row.until) for row in locked.hours.all()}
    if before == dict(hours):
        return locked
    locked.hours.all().delete()
    for (kind, weekday), (since, until) in hours.items():
        ServiceHours.objects.create(
            service=locked, kind=kind, weekday=weekday, since=since, until=until
        )
    audit.record(AuditAction.SERVICE_HOURS_CHANGED, by=by, target=locked.pk)
    return locked


@transaction.atomic
def plan_shift(
    *,
    service: Service,
    person: User,
    since: datetime,
    until: datetime,
    by: User | None,
    turn: int = 1,
) -> DutyShift:
    """Put a person of the entity into the rota of its service.

    Raises PermissionRefused, and Conflict where the person may not stand duty there, the turn is
    over already, or she is planned for some of that time in the same service.
    """
    locked = _locked(service)
    if by is not None and not can_change_service(by, locked):
        raise _refuse()
    if person.entity_id != locked.entity_id or not can_stand_duty(person):
        raise Conflict(
            _("She does not answer emergencies of this entity."),
            _("Give her the role of duty worker first."),
        )
    if until <= since or until <= timezone.now():
        raise Conflict(_("This turn of duty would be over already."), _("Look at day and hour."))
    same = locked.shifts.filter(person=person, ended_at=None, since__lt=until, until__gt=since)
    if same.exists():
        raise Conflict(
            _("She is on duty then already."), _("Choose other hours or another person.")
        )
    shift = DutyShift.objects.create(
        service=locked,
        person=person,
        since=since,
        until=until,
        turn=turn,
        planned_at=timezone.now(),
        planned_by=by,
    )
    audit.record(
        AuditAction.SHIFT_PLANNED, by=by, target=person.pk, details={"record": str(shift.pk)}
    )
    return shift


@transaction.atomic
def end_shift(*, shift: DutyShift, by: User) -> DutyShift:
    """Take a turn out of the rota. Raises PermissionRefused, and Conflict when it was before."""
    locked = (
        DutyShift.objects.select_for_update(of=("self",))
        .select_related("service__entity")
        .get(pk=shift.pk)
    )
    if not can_change_service(by, locked.service):
        raise _refuse()
    if locked.ended_at is not None:
        raise Conflict(_("This turn of duty was taken out before."))
    locked.ended_at, locked.ended_by = timezone.now(), by
    locked.save(update_fields=["ended_at", "ended_by"])
    audit.record(
        AuditAction.SHIFT_ENDED, by=by, target=locked.person_id, details={"record": str(locked.pk)}
    )
    return locked
