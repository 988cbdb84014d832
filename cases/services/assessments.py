"""Forms of the library are filled on a case: kept as a draft, finished, struck out."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.enums import AssessmentStatus
from cases.models import Assessment, Case, Child
from cases.services.writing import (
    apply,
    lock_entry,
    lock_living_case,
    mark_struck,
    refuse_stale,
    require_living,
    save,
)
from cases.workflow import ASSESSMENT
from core.exceptions import Conflict
from core.transitions import Transition
from entities.models import User
from questionnaires.answers import checked_answers
from questionnaires.definitions import Answers, Questionnaire


@dataclass(frozen=True)
class Filled:
    """What somebody answered to a form.

    `seen` is the version of the draft that her page was made of (None: not asked). `once` is the
    id that a new one will have, however often the page is sent.
    """

    form: Questionnaire
    answers: Answers
    seen: int | None = None
    once: UUID | None = None
    child: Child | None = None


@transaction.atomic
def save_draft(
    *, case: Case, filled: Filled, by: User, draft: Assessment | None = None
) -> Assessment:
    """Keep what is answered so far; nothing has to be answered yet.

    `draft` is taken up again, else a new one begins. Raises PermissionRefused; Conflict when the
    case is closed or the draft was finished; ChangedMeanwhile when somebody else saved it since;
    ValidationError by question.
    """
    answers = checked_answers(filled.form, filled.answers, complete=False)
    row = _enter(case, filled, by, draft, ASSESSMENT["keep"])
    return _write(row, answers, by, ASSESSMENT["keep"])


@transaction.atomic
def finish_assessment(
    *, case: Case, filled: Filled, by: User, draft: Assessment | None = None
) -> Assessment:
    """Finish a form: from now on it never changes. Raises as `save_draft` does."""
    answers = checked_answers(filled.form, filled.answers, complete=True)
    row = _enter(case, filled, by, draft, ASSESSMENT["finish"])
    row.status = AssessmentStatus(ASSESSMENT["finish"].target)
    row.finished_at, row.finished_by = timezone.now(), by
    return _write(row, answers, by, ASSESSMENT["finish"])


@transaction.atomic
def strike_assessment(*, assessment: Assessment, by: User, reason: str) -> Assessment:
    """Strike out a filled form, a draft too: it stays to be read and counts nowhere."""
    locked = lock_entry(assessment, by)
    mark_struck(locked, by, reason)
    audit.record(
        AuditAction.ASSESSMENT_STRUCK,
        by=by,
        case=locked.case_id,
        target=locked.pk,
        details={"form": locked.code, "reason": reason},
    )
    return locked


def _enter(
    case: Case, filled: Filled, by: User, draft: Assessment | None, move: Transition
) -> Assessment:
    """Return the row to write, locked or new, for somebody who may."""
    if draft is None:
        return _begin(lock_living_case(case, by), filled, by)
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("case")
    row = rows.get(pk=draft.pk)
    move.check(row, by)
    require_living(row.case)
    if row.struck_at is not None:
        raise Conflict(_("This entry was struck out before."), _("Record a new one instead."))
    refuse_stale(row, filled.seen)
    return row


def _begin(case: Case, filled: Filled, by: User) -> Assessment:
    if filled.once is not None and Assessment.objects.filter(pk=filled.once).exists():
        raise Conflict(
            _("This form was recorded already. Nothing was recorded twice."),
            _("Look at the assessments of the case."),
        )
    if filled.child is not None and filled.child.case_id != case.pk:
        raise ValidationError({"child": _("Choose a child of this case.")})
    return Assessment(
        pk=filled.once or uuid4(),
        case=case,
        child=filled.child,
        entity=by.entity,
        recorded_by=by,
        code=filled.form.code,
        version=filled.form.version,
        sha256=filled.form.sha256,
    )


def _write(row: Assessment, answers: Answers, by: User, move: Transition) -> Assessment:
    apply(row, {"answers": dict(answers)})
    save(row, by)
    audit.record(
        AuditAction(move.event),
        by=by,
        case=row.case_id,
        target=row.pk,
        details={"form": row.code},
    )
    return row
