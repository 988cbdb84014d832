"""Opening, changing, moving, closing and reopening a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases import workflow
from cases.coded import checked
from cases.enums import CaseStatus, GrantSource, Part
from cases.models import Case, Person
from cases.permissions import can_lead, can_open_cases
from cases.selectors.cases import business_of, opened_before
from cases.services.grants import mint_code, store_grant
from cases.services.people import CONTACT_FIELDS, IDENTITY_FIELDS, make_person
from cases.services.writing import (
    apply,
    lock,
    lock_living_case,
    refuse,
    refuse_restricted,
    refuse_stale,
    save,
)
from core.transitions import Transition
from entities.models import User
from vault.services import create_data_key

CODED_FIELDS = frozenset(
    {
        "detection_channel", "exploitation_types", "age_band", "adult_on", "gender", "languages",
        "interpreter_needed", "migration_status", "risk_level", "territory", "children_count",
    }
)  # fmt: skip
SEALED_FIELDS = frozenset({"summary", "narrative", "needs", "health", "trafficking_history"})
CASE_FIELDS = CODED_FIELDS | SEALED_FIELDS | {"lead_worker"}


def open_case(
    *,
    by: User,
    opened_on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    person: Mapping[str, Any] | None = None,
    case_id: UUID | None = None,
) -> Case:
    """Open a case for the entity of `by`; call it outside any transaction.

    With `case_id` it is opened once: asked again by the same person, be it at the same moment, it
    returns the case that was opened.

    `facts` may hold any of CASE_FIELDS, `person` any of CONTACT_FIELDS and IDENTITY_FIELDS; a
    case lives without either. The keys are committed before the case is, so that nothing is ever
    sealed under a key that a crash could take away. Raises PermissionRefused; ValidationError by
    field for values no column takes.
    """
    if not can_open_cases(by):
        raise refuse()
    columns = checked(Case, facts or {}, allowed=CASE_FIELDS)
    known = {name: value for name, value in (person or {}).items() if value}
    known = checked(Person, known, allowed=CONTACT_FIELDS | IDENTITY_FIELDS)
    opened_on = opened_on or timezone.localdate()
    _refuse_future(opened_on, "opened_on")
    _refuse_stranger(columns, by)

    if opened := opened_before(by, case_id):
        return opened
    try:
        return _open(by, opened_on, columns, known, case_id=case_id or uuid4())
    except IntegrityError:
        if case_id is None:
            raise
        # Somebody else's case has this id only if her form was sent by another: a new one then.
        return opened_before(by, case_id) or _open(by, opened_on, columns, known, case_id=uuid4())


def _open(
    by: User,
    opened_on: date,
    columns: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    case_id: UUID,
) -> Case:
    case_key = create_data_key(owner="case")
    person_key = create_data_key(owner="person") if known else None
    with transaction.atomic():
        case = Case(
            id=case_id,
            data_key_id=case_key,
            owner_entity=by.entity,
            opened_by=by,
            opened_on=opened_on,
            **{"lead_worker": by, **columns},
        )
        if person_key is not None:
            case.person = make_person(known, data_key_id=person_key, by=by)
        save(case, by)
        mint_code(case, None)
        audit.record(AuditAction.CASE_OPENED, by=by, case=case.pk)
        if case.person is not None:
            audit.record(
                AuditAction.PERSON_RECORDED,
                by=by,
                case=case.pk,
                target=case.person.pk,
                details={"fields": sorted(known)},
            )
        store_grant(
            case, by.entity, parts=[*Part], source=GrantSource.OWNER, reason="opened", by=by
        )
    return case


@transaction.atomic
def edit_case(*, case: Case, by: User, changes: Mapping[str, Any], seen: int | None = None) -> Case:
    """Change any of CASE_FIELDS; what stood before stays in the history.

    `seen` is the version the changes were made on (`version_of`). Raises PermissionRefused,
    Conflict when the case is closed, ChangedMeanwhile when it has another version by now,
    ValidationError by field.
    """
    locked = lock_living_case(case, by)
    if not can_lead(by, locked):
        raise refuse()
    refuse_stale(locked, seen)
    columns = checked(Case, changes, allowed=CASE_FIELDS)
    _refuse_stranger(columns, by)

    changed = apply(locked, columns)
    if changed:
        save(locked, by)
        audit.record(AuditAction.CASE_CHANGED, by=by, case=locked.pk, details={"fields": changed})
    return locked


@transaction.atomic
def move_case(*, case: Case, by: User, move: str) -> Case:
    """Take one of the simple moves of `workflow.MOVES`. Raises Conflict, PermissionRefused."""
    return _step(lock(case), workflow.MOVES[move], by)


@transaction.atomic
def close_case(*, case: Case, by: User, reason: str) -> Case:
    """Close a case with a coded reason (vocabulary `closure_reason`).

    Grants of other entities stay until their referrals end: each has its own road to finish.
    Raises Conflict when somebody closed it before, ValidationError while a flowchart runs or an
    offer waits: on a closed case nobody could go on with them.
    """
    columns = checked(Case, {"closure_reason": reason}, allowed={"closure_reason"})
    if not reason:
        raise ValidationError({"closure_reason": _("Choose why the case is closed.")})
    locked = lock(case)
    step = workflow.TRANSFER if reason == "transferred" else workflow.CLOSE
    step.check(locked, by)
    if going_on := business_of(locked):
        raise ValidationError(
            _("This still goes on and has to be ended first: %(what)s.")
            % {"what": ", ".join(going_on)}
        )

    apply(locked, columns)
    locked.closed_at, locked.closed_by = timezone.now(), by
    return _step(locked, step, by, reason=reason)


@transaction.atomic
def reopen_case(*, case: Case, by: User) -> Case:
    """Open a closed case again; when and why it was closed stays in the history."""
    locked = lock(case)
    workflow.REOPEN.check(locked, by)

    locked.closed_at = locked.closed_by = None
    locked.closure_reason = ""
    return _step(locked, workflow.REOPEN, by)


def _step(locked: Case, step: Transition, by: User, **details: str) -> Case:
    step.check(locked, by)
    refuse_restricted(locked)

    locked.status = CaseStatus(step.target)
    save(locked, by)
    audit.record(AuditAction(step.event), by=by, case=locked.pk, details={**details})
    return locked


def _refuse_future(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: _("This day is still to come.")})


def _refuse_stranger(columns: Mapping[str, Any], by: User) -> None:
    worker = columns.get("lead_worker")
    if worker is not None and worker.entity_id != by.entity_id:
        raise ValidationError({"lead_worker": _("Choose somebody of your own entity.")})
