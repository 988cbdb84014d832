"""Incidents: reported by anybody, assessed, decided and closed by data protection, by a clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.services.writing import lock, refuse
from core.transitions import Transition
from entities.models import Entity, User
from notices.enums import NoticeKind
from rights.clock import check_day, ends_at, warnings_due_at
from rights.enums import (
    UNDECIDED,
    Authority,
    DataKind,
    IncidentKind,
    IncidentRisk,
    LateReason,
    Measure,
    Persons,
    Told,
)
from rights.models import Incident
from rights.permissions import can_report
from rights.services.tidings import coordinators_of, officers, tell
from rights.workflow import INCIDENT
from vault.services import create_data_key


def report_incident(
    *,
    by: User,
    kind: str,
    aware_at: datetime,
    happened_on: date | None = None,
    story: str = "",
) -> Incident:
    """Write down that something went wrong; data protection and the coordinators are told at once.

    Call it outside any transaction: the key commits first. Raises PermissionRefused; ValidationError
    for times to come.
    """
    if not can_report(by):
        raise refuse()
    _check_times(aware_at, happened_on)
    incident = Incident(
        pk=uuid4(),
        data_key_id=create_data_key(owner="incident"),
        kind=IncidentKind(kind),
        aware_at=aware_at,
        happened_on=happened_on,
        story=story,
        entity=by.entity,
        reported_by=by,
    )
    with transaction.atomic():
        # The register is numbered without gaps; reporters wait for one another on the entity row.
        list(Entity.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:1])
        incident.number = (Incident.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        incident.save(force_insert=True)
        audit.record(
            AuditAction.INCIDENT_REPORTED, by=by, target=incident.pk, details={"kind": kind}
        )
        tell(NoticeKind.INCIDENT_REPORTED, officers() | coordinators_of(by.entity), incident, by=by)
    return incident


def _check_times(aware_at: datetime, happened_on: date | None) -> None:
    if aware_at > timezone.now():
        raise ValidationError({"aware_at": _("This moment is still to come.")})
    check_day("aware_at", aware_at.date())
    if happened_on and happened_on > timezone.localdate(aware_at):
        raise ValidationError({"happened_on": _("It cannot be noticed before it happened.")})


@transaction.atomic
def assess_incident(  # noqa: PLR0913 -- each says one thing of the incident, all by name
    *,
    incident: Incident,
    by: User,
    risk: str,
    persons: str,
    data_kinds: Iterable[str],
    measures: Iterable[str] = (),
    entities: Iterable[Entity] = (),
) -> Incident:
    """Write down what it concerns and what it may mean; may be done again until it is decided."""
    locked, step = _locked(incident, "assess", by)
    locked.risk, locked.persons = IncidentRisk(risk), Persons(persons)
    locked.data_kinds = sorted(DataKind(code).value for code in data_kinds)
    locked.measures = sorted(Measure(code).value for code in measures)
    known = set(locked.entities.all())
    locked.entities.set(entities)
    _take(locked, step, by, {"status": locked.risk})
    people = set[User]().union(*(coordinators_of(new) for new in {*entities} - known))
    tell(NoticeKind.INCIDENT_REPORTED, people, locked, by=by)
    return locked


@transaction.atomic
def notify_authority(
    *, incident: Incident, by: User, authority: str, told_at: datetime, late_reason: str = ""
) -> Incident:
    """Write down when which authority was told. Late needs its reason (GDPR, article 33(1))."""
    locked, step = _locked(incident, "tell the authority", by)
    if told_at > timezone.now() or told_at < locked.aware_at:
        raise ValidationError(
            {"told_at": _("It was told after it was noticed, and not later than now.")}
        )
    is_late = told_at > ends_at(locked.aware_at)
    if is_late and not late_reason:
        raise ValidationError({"late_reason": _("It is later than 72 hours: say why.")})
    locked.authority, locked.told_authority_at = Authority(authority), told_at
    locked.late_reason = LateReason(late_reason) if is_late else ""
    _decide(locked, by)
    _take(locked, step, by, {"reason": locked.late_reason})
    return locked


@transaction.atomic
def keep_inside(*, incident: Incident, by: User) -> Incident:
    """Decide that the authority need not be told: only where a risk is unlikely (article 33(1))."""
    locked, step = _locked(incident, "do not tell it", by)
    if locked.risk != IncidentRisk.UNLIKELY:
        raise ValidationError(_("There is a risk: the authority has to be told."))
    _decide(locked, by)
    _take(locked, step, by, {})
    return locked


@transaction.atomic
def close_incident(
    *, incident: Incident, by: User, persons_told: str, lessons: str = ""
) -> Incident:
    """Close it: whether the people concerned were told (article 34), and what was learnt."""
    locked, step = _locked(incident, "close", by)
    answer = Told(persons_told)
    if answer == Told.NO_HIGH_RISK and locked.risk == IncidentRisk.HIGH:
        raise ValidationError({"persons_told": _("The risk is high: choose another reason.")})
    locked.persons_told, locked.lessons = answer, lessons
    locked.closed_at, locked.closed_by = timezone.now(), by
    _take(locked, step, by, {"answer": answer.value})
    return locked


def _locked(incident: Incident, name: str, by: User) -> tuple[Incident, Transition]:
    locked = lock(incident)
    step = INCIDENT[name]
    step.check(locked, by)
    return locked, step


def _decide(locked: Incident, by: User) -> None:
    locked.decided_at, locked.decided_by = timezone.now(), by


def _take(locked: Incident, step: Transition, by: User, details: dict[str, Any]) -> None:
    locked.status = step.target
    locked.save()
    audit.record(AuditAction(step.event), by=by, target=locked.pk, details=details)


def warn_of_incidents() -> int:
    """Warn after 48, 66 and 72 hours of incidents nobody decided on; return how many warned."""
    waiting = Incident.objects.filter(status__in=sorted(UNDECIDED))
    return sum(_warn(pk) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _warn(pk: UUID) -> int:
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=pk)
    now = timezone.now()
    due = warnings_due_at(incident.aware_at, now)
    if incident.status not in UNDECIDED or due <= incident.warnings:
        return 0
    incident.warnings = due
    incident.save(update_fields=["warnings"])
    is_missed = now >= ends_at(incident.aware_at)
    kind = NoticeKind.INCIDENT_MISSED if is_missed else NoticeKind.INCIDENT_NEAR
    audit.record(AuditAction.INCIDENT_WARNED, by=None, target=pk, details={"count": due})
    tell(kind, officers() | coordinators_of(incident.entity), incident)
    return 1
