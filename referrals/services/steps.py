"""A step is done, recorded for others, or declined; the flowchart moves on."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Assessment
from cases.permissions import accepts_work, can_work
from cases.services import Filled
from core import vocabularies
from core.exceptions import Conflict, PermissionRefused
from core.transitions import Transition
from entities.models import User
from protocols import engine
from protocols.engine import Event, State
from protocols.expressions import Answer
from referrals import workflow
from referrals.enums import DeclineReason, RecordSource, ReferralStatus, StepKind, StepStatus
from referrals.models import Run, Step
from referrals.selectors.steps import is_mandatory, missing_consents
from referrals.services import moves, moving
from referrals.services.board import Board
from referrals.services.filling import finish_form, keep_form

Moved = tuple[State, tuple[Event, ...]]


@transaction.atomic
def complete_step(
    *, step: Step, answers: Mapping[str, Answer], by: User, filled: Filled | None = None
) -> Run:
    """Do a step of one's own entity, with an answer to every field it asks.

    `filled` is the form that the step names, finished in the same transaction. Raises PermissionRefused; Conflict when the step no longer waits or a consent is missing;
    ValidationError by field for a missing answer or one that is none of the field's values.
    """
    board, locked = _enter(step, workflow.STEP["complete"], by)
    if locked.kind == StepKind.START_BY_HAND:
        return _close_by_hand(board, locked, StepStatus.DONE)
    _require_consents(board, locked)
    _check_answers(board, locked, answers)
    changes = {"assessment": finish_form(locked, filled, by)} if filled else {}
    _start_referral(board, locked, by)
    return _move(
        board,
        locked,
        workflow.STEP["complete"],
        lambda state: engine.complete(board.definition, state, locked.element, answers),
        **changes,
    )


@transaction.atomic
def keep_step_draft(*, step: Step, filled: Filled, by: User) -> Assessment:
    """Keep what is answered so far of the form that a waiting step names; the step waits on.

    Raises as complete_step; ChangedMeanwhile when somebody else saved the draft since.
    """
    _board, locked = _enter(step, workflow.STEP["complete"], by)
    return keep_form(locked, filled, by)


@transaction.atomic
def record_step(
    *, step: Step, answers: Mapping[str, Answer], on: date, source: str, by: User
) -> Run:
    """Write down what a service that does not sign in did: when, and from whom it is known.

    By the entity in charge of the run. Raises as complete_step; a day to come is refused.
    """
    board, locked = _enter(step, workflow.STEP["record"], by)
    if locked.kind == StepKind.START_BY_HAND:
        raise Conflict(
            _("This step stands for another flowchart, and nobody records it for others."),
            _("Start the other flowchart by hand, then close this step."),
        )
    if on > timezone.localdate():
        raise ValidationError({"recorded_on": _("This day has not come yet.")})
    _require_consents(board, locked)
    _check_answers(board, locked, answers)
    return _move(
        board,
        locked,
        workflow.STEP["record"],
        lambda state: engine.complete(board.definition, state, locked.element, answers),
        recorded_on=on,
        recorded_source=RecordSource(source).value,
    )


@transaction.atomic
def decline_step(*, step: Step, reason: str, by: User) -> Run:
    """She refuses, or it no longer applies: the step closes unanswered and the run goes on.

    Possible while the step waits in any way, so that a missing consent never traps a run.
    """
    board, locked = _enter(step, workflow.STEP["decline"], by)
    outcome = DeclineReason(reason).value
    if outcome == DeclineReason.REFUSED and is_mandatory(board.definition, locked):
        raise Conflict(
            _("This step is a mandatory notice and does not rest on her consent."),
            _("Give the notice; close the step only if it no longer applies."),
        )
    if locked.kind == StepKind.START_BY_HAND:
        return _close_by_hand(board, locked, StepStatus.DECLINED, outcome=outcome)
    return _move(
        board,
        locked,
        workflow.STEP["decline"],
        lambda state: engine.decline(board.definition, state, locked.element),
        outcome=outcome,
    )


def _enter(step: Step, transition: Transition, by: User) -> tuple[Board, Step]:
    """Lock the run, read it, and check that this may happen to the step now."""
    run = moving.lock_run(step.run_id)
    board = Board(run, by=by)
    locked = next((row for row in board.steps if row.pk == step.pk), None)
    if locked is None or _is_of_another_version(step, run):
        raise Conflict(
            _("The flowchart has gone over to another version meanwhile."),
            _("Look at where it stands now. Nothing was changed by what you just did."),
        )
    locked.run = run
    if not can_work(by, run.case):
        raise PermissionRefused(_("You may not do this."), _("Ask your coordinator."))
    if not accepts_work(run.case):
        raise Conflict(_("This case is closed."), _("Reopen it, or end the flowchart."))
    try:
        transition.check(locked, by)
    except Conflict:
        raise Conflict(
            _("This step now stands as “%(status)s”.") % {"status": locked.get_status_display()},
            _("Look at where the flowchart stands. Nothing was changed by what you just did."),
        ) from None
    return board, locked


def _is_of_another_version(step: Step, run: Run) -> bool:
    """Say whether the page was made of a version that the run is no longer on."""
    made_of = Step._meta.get_field("run").get_cached_value(step, default=None)
    return isinstance(made_of, Run) and made_of.version_id != run.version_id


def _move(
    board: Board,
    step: Step,
    transition: Transition,
    move: Callable[[State], Moved],
    **changes: Any,
) -> Run:
    state, events = move(board.state)
    board.close(step, StepStatus(transition.target), **changes)
    moving.follow(board, state, events)
    _log(board, step, transition)
    return board.run


def _close_by_hand(board: Board, step: Step, status: StepStatus, **changes: Any) -> Run:
    board.close(step, status, **changes)
    name = "complete" if status == StepStatus.DONE else "decline"
    _log(board, step, workflow.STEP[name])
    return board.run


def _log(board: Board, step: Step, transition: Transition) -> None:
    audit.record(
        AuditAction(transition.event),
        by=board.by,
        case=board.run.case_id,
        target=step.pk,
        details={
            "step": step.element,
            "outcome": step.outcome,
            "opened": [row.element for row in board.opened],
            "cancelled": [row.element for row in board.cancelled],
        },
    )


def _require_consents(board: Board, step: Step) -> None:
    lacking = missing_consents(board.run, board.definition, step, referrals=board.referrals)
    if lacking:
        labels = ", ".join(vocabularies.label("consent_scope", code) for code in lacking)
        raise Conflict(
            _("She has not agreed to: %(purposes)s.") % {"purposes": labels},
            _("Ask her and record her answer; if she refuses, close the step as refused."),
        )


def _check_answers(board: Board, step: Step, answers: Mapping[str, Answer]) -> None:
    asked = board.definition.steps[step.element].fields
    errors = {
        field.name: _("Answer this question.")
        for field in asked
        if field.name not in answers or not field.admits(answers[field.name])
    }
    if errors:
        raise ValidationError(errors)
    if beyond := answers.keys() - {field.name for field in asked}:
        raise ValueError(f"The step does not ask {sorted(beyond)}.")


def _start_referral(board: Board, step: Step, by: User) -> None:
    """The receiver's first step done says that it has begun."""
    for referral in board.referrals:
        if referral.lane == step.lane and referral.status == ReferralStatus.ACCEPTED:
            moves.move(referral, "start", by=by)
