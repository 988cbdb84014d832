"""The clock: timers, deadlines, unanswered offers. Found in the database, never in a queue.

One transaction a run or referral, so that a kill loses at most the one in hand, which the next
sweep finds again. Two sweeps at once skip each other's rows; what was done is not found again.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Consent
from protocols import engine
from protocols.definition import BoundaryTimer, CatchTimer
from protocols.selectors import definition_of
from referrals import times
from referrals.enums import OFFERED, TAKEN, WAITING, CancelReason, ReferralStatus, RunStatus
from referrals.models import Referral, Run, Step, Timer
from referrals.selectors import consents
from referrals.services import moves, moving, progress, tidings
from referrals.services.board import Board

logger = logging.getLogger(__name__)
AT_ONCE = 500


def sweep_timers(*, now: datetime | None = None) -> dict[str, int]:
    """Do all that is due; return how much of each kind was done. Safe to call at any time."""
    moment = now or timezone.now()
    _set_dates_of_the_person(moment)
    return {
        "timers": _each(_runs_with_timers(moment), lambda pk: _fire(pk, moment)),
        "deadlines": _each(_steps_to_tell(moment), lambda pk: _tell(pk, moment)),
        "expired": _each(_unanswered(moment), lambda pk: _expire(pk, moment)),
        "withdrawn": _each(_offers_without_consent(), _take_back),
        "without_access": _each(_taken_without_access(moment), lambda pk: _give_up(pk, moment)),
    }


def _each(ids: "list[UUID]", work: Callable[[UUID], int]) -> int:
    """Do each piece in its own transaction; one that fails is logged and stops no other."""
    done = 0
    for pk in ids:
        try:
            with transaction.atomic():
                done += work(pk)
        except Exception:
            # Whatever is wrong with one run must not stop the clocks of all others.
            logger.exception("sweep: could not do %s for %s", work.__qualname__, pk)
    return done


def _set_dates_of_the_person(now: datetime) -> None:
    """Give timers that count from a date of hers their moment, once it is known or corrected."""
    waiting = Timer.objects.filter(done_at=None).exclude(anchor="")
    for timer in waiting.select_related("run__case", "run__version").defer("run__version__xml"):
        node = definition_of(timer.run.version).nodes.get(timer.element)
        if not isinstance(node, BoundaryTimer | CatchTimer):
            continue
        moment = times.fires_at(node.timer, timer.run.case, now=now)
        if moment != timer.fire_at:
            Timer.objects.filter(pk=timer.pk, done_at=None).update(fire_at=moment)


def _runs_with_timers(now: datetime) -> "list[UUID]":
    due = Timer.objects.filter(done_at=None, fire_at__lte=now).order_by("fire_at")
    return list(dict.fromkeys(due.values_list("run_id", flat=True)[:AT_ONCE]))


def _fire(run_id: UUID, now: datetime) -> int:
    if not _lock(Run.objects.filter(pk=run_id, status=RunStatus.RUNNING)):
        return 0
    due = Timer.objects.filter(run_id=run_id, done_at=None, fire_at__lte=now).order_by("fire_at")
    fired = 0
    for element in list(due.values_list("element", flat=True)):
        board = Board(moving.lock_run(run_id), by=None)
        if element not in board.state.timers:
            continue  # an earlier one of this sweep has cancelled it
        moving.follow(board, *engine.fire(board.definition, board.state, element))
        audit.record(
            AuditAction.TIMER_FIRED,
            by=None,
            case=board.run.case_id,
            target=board.run.pk,
            details={
                "timer": element,
                "opened": [step.element for step in board.opened],
                "cancelled": [step.element for step in board.cancelled],
            },
        )
        fired += 1
    return fired


def _steps_to_tell(now: datetime) -> "list[UUID]":
    due = Step.objects.filter(notice_at__lte=now, status__in=WAITING).order_by("notice_at")
    return list(due.values_list("pk", flat=True)[:AT_ONCE])


def _tell(step_id: UUID, now: datetime) -> int:
    run_id = Step.objects.values_list("run_id", flat=True).get(pk=step_id)
    if not _lock(Run.objects.filter(pk=run_id)):
        return 0
    step = (
        Step.objects.select_related("run__case__lead_worker", "run__owner")
        .filter(pk=step_id, notice_at__lte=now, status__in=WAITING)
        .first()
    )
    if step is None or step.due_at is None:
        return 0
    missed = step.due_at <= now
    step.notice_at = None if missed else step.due_at
    step.save(update_fields=["notice_at"])
    if missed:
        audit.record(
            AuditAction.DEADLINE_MISSED,
            by=None,
            case=step.run.case_id,
            target=step.pk,
            details={"step": step.element, "kind": step.due_kind},
        )
    tidings.tell_of_deadline(step, missed=missed)
    return 1


def _unanswered(now: datetime) -> "list[UUID]":
    """Return offers whose time is over; it does not run while a question waits for the sender."""
    due = Referral.objects.filter(status=ReferralStatus.REQUESTED, respond_by__lte=now).order_by(
        "respond_by"
    )
    return list(due.values_list("pk", flat=True)[:AT_ONCE])


def _expire(referral_id: UUID, now: datetime) -> int:
    referral = _still_offered(referral_id)
    if referral is None or referral.respond_by is None or referral.respond_by > now:
        return 0
    if referral.status != ReferralStatus.REQUESTED:
        return 0
    progress.end(referral, "expire", by=None)
    return 1


def _offers_without_consent() -> "list[UUID]":
    """Return unanswered offers on her consent, where she has answered anew since they were sent."""
    anew = Consent.objects.filter(case=OuterRef("case")).filter(
        Q(withdrawn_at__gte=OuterRef("sent_at")) | Q(recorded_at__gte=OuterRef("sent_at"))
    )
    offers = Referral.objects.filter(Exists(anew), status__in=OFFERED, basis=consents.CONSENT)
    return list(offers.order_by(F("sent_at")).values_list("pk", flat=True)[:AT_ONCE])


def _take_back(referral_id: UUID) -> int:
    """Take an offer back to which she no longer agrees; its step waits again with the sender."""
    referral = _still_offered(referral_id)
    if referral is None:
        return 0
    if not any(consents.lacking(referral)):
        return 0
    progress.end(referral, "cancel", by=None, cancel_reason=CancelReason.CONSENT_WITHDRAWN)
    return 1


def _taken_without_access(now: datetime) -> "list[UUID]":
    """Return accepted referrals whose grant ran out or was closed, by an erasure for one."""
    over = Q(grant__closed_at__isnull=False) | Q(grant__valid_until__lte=now)
    taken = Referral.objects.filter(over, status__in=TAKEN).order_by("answered_at")
    return list(taken.values_list("pk", flat=True)[:AT_ONCE])


def _give_up(referral_id: UUID, now: datetime) -> int:
    """End a referral whose receiver no longer sees the case: both are told, and what waits goes
    back to the sender, who may refer anew. Else neither could go on (design 9)."""
    referral = _lock_free(referral_id)
    if referral is None or referral.status not in TAKEN or referral.grant is None:
        return 0
    until = referral.grant.valid_until
    if referral.grant.closed_at is None and (until is None or until > now):
        return 0
    progress.end(referral, "cancel", by=None, cancel_reason=CancelReason.ACCESS_ENDED)
    return 1


def _still_offered(referral_id: UUID) -> Referral | None:
    """Return the referral, locked, if it still waits for an answer and nobody else has it."""
    locked = _lock_free(referral_id)
    return locked if locked and locked.status in OFFERED else None


def _lock_free(referral_id: UUID) -> Referral | None:
    """Return the referral, locked, unless somebody else has it."""
    referral = Referral.objects.get(pk=referral_id)
    if referral.run_id and not _lock(Run.objects.filter(pk=referral.run_id)):
        return None
    if not _lock(Referral.objects.filter(pk=referral_id)):
        return None
    return moves.lock(referral)


def _lock(rows: "QuerySet[Run] | QuerySet[Referral]") -> bool:
    """Lock the row unless another sweep or person has it: then it is left for the next minute."""
    return rows.select_for_update(skip_locked=True).order_by().values_list("pk").first() is not None
