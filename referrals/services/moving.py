"""What a move of a run brings with it: runs called, referrals that lost their reason, notices."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.models import Case
from core.abilities import Ability
from core.exceptions import Conflict
from entities.models import User
from notices.enums import NoticeKind
from protocols import engine
from protocols.engine import Event, State
from protocols.enums import NOTICE_TEMPLATES
from protocols.models import ProtocolVersion
from protocols.selectors import current_version_of
from referrals.enums import TAKEN, CancelReason, ReferralStatus, RunStatus
from referrals.models import Referral, Run
from referrals.services import progress, tidings
from referrals.services.board import Board

if TYPE_CHECKING:
    from protocols.definition import CallActivity, SendTask

DELIVERED = "service_delivered"


def lock_run(run_id: UUID) -> Run:
    """Return the run's row, locked, with its case and owner."""
    rows = (
        Run.objects.select_for_update(of=("self",))
        .select_related("case__lead_worker", "owner", "version__protocol")
        .defer("version__xml")
    )
    # PostgreSQL hides a row that came to another version while this waited for its lock: the join
    # is of before. A second look finds it.
    return rows.filter(pk=run_id).first() or rows.get(pk=run_id)


def begin(
    *, case: Case, version: ProtocolVersion, by: User | None, parent: Run | None = None
) -> Run:
    """Start a run in the caller's transaction; its first steps open.

    Raises Conflict when the same flowchart already runs on the case.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    if running(case, version.protocol.code) is not None:
        raise Conflict(
            _("This flowchart is already running on the case."), _("Go on with the one that runs.")
        )
    last = Run.objects.filter(case=case).order_by("-number").first()
    run = Run.objects.create(
        case=case,
        version=version,
        number=last.number + 1 if last else 1,
        owner_id=case.owner_entity_id,
        parent=parent,
        started_at=timezone.now(),
        started_by=by,
    )
    board = Board(run, by=by)
    audit.record(
        AuditAction.RUN_STARTED,
        by=by,
        case=case.pk,
        target=run.pk,
        details={"protocol": version.protocol.code, "version": version.number},
    )
    follow(board, *engine.start(board.definition))
    return run


def running(case: Case, protocol_code: str) -> Run | None:
    """Return the run of this flowchart that goes on on the case, if there is one."""
    return Run.objects.filter(
        case=case, status=RunStatus.RUNNING, version__protocol__code=protocol_code
    ).first()


def follow(board: Board, state: State, events: Iterable[Event]) -> None:
    """Write what the engine said, then do what follows from it."""
    board.apply(state, events)
    if _close_referrals(board):
        board.read_senders()
    for element in board.called:
        _call(board, element)
    for element in board.notices:
        _send_notice(board, element)
    tidings.tell_of_steps(board.run, board.opened, by=board.by)
    if state.ended:
        audit.record(
            AuditAction.RUN_ENDED,
            by=board.by,
            case=board.run.case_id,
            target=board.run.pk,
            details={
                "reason": board.run.end_reason,
                "cancelled": [step.element for step in board.cancelled],
            },
        )
        tidings.tell_of_end(board.run, by=board.by)


def _call(board: Board, element: str) -> None:
    """Start the flowchart that is called, or go on with the one that runs; never wait for it."""
    node = cast("CallActivity", board.definition.nodes[element])
    version = current_version_of(node.calls, country=board.definition.country)
    if version is None:
        board.add_by_hand(element)
    elif running(board.run.case, node.calls) is None:
        begin(case=board.run.case, version=version, by=board.by, parent=board.run)


def _send_notice(board: Board, element: str) -> None:
    """Tell whom a send task names: the entity of a lane, or people of the owner by their role."""
    node = cast("SendTask", board.definition.nodes[element])
    says = NoticeKind(node.template) if node.template in NOTICE_TEMPLATES else NOTICE_TEMPLATES[0]
    for receiver in node.notify:
        kind, _separator, name = receiver.partition(":")
        if kind == "lane":
            tidings.tell_of_flowchart(board.run, _entity_of(board, name), says=says)
        else:
            ability = Ability.COORDINATE if name == "coordinator" else Ability.WORK_CASES
            tidings.tell_of_flowchart(board.run, board.run.owner_id, says=says, ability=ability)


def _entity_of(board: Board, lane: str) -> UUID:
    """Return the entity that has taken the lane on, else the owner."""
    taken = (one for one in board.referrals if one.lane == lane and one.status in TAKEN)
    return next((one.receiving_entity_id for one in taken), board.run.owner_id)


def _close_referrals(board: Board) -> bool:
    """Close the referrals whose lane the run needs no more; the mover's own access last.

    Say whether one was closed.

    An unanswered offer is for the steps that wait now; an accepted referral lasts while the run
    can still reach a step of its lane (design 7).
    """
    if not board.referrals:
        return False
    closed = False
    lanes = {
        board.definition.steps[step].lane
        for step in engine.reachable_steps(board.definition, board.state)
    }
    own = board.by.entity_id if board.by else None
    for referral in sorted(board.referrals, key=lambda one: one.receiving_entity_id == own):
        if referral.status in TAKEN:
            if referral.lane not in lanes:
                closed = True
                _conclude(board, referral)
        elif not board.in_lane(referral.lane):
            reason = CancelReason.RUN_ENDED if board.state.ended else CancelReason.STEP_CANCELLED
            progress.end(referral, "cancel", by=None, actor=board.by, cancel_reason=reason)
            closed = True
    return closed


def _conclude(board: Board, referral: Referral) -> None:
    if referral.status == ReferralStatus.ACCEPTED:
        reason = CancelReason.RUN_ENDED
        progress.end(referral, "cancel", by=None, actor=board.by, cancel_reason=reason)
    else:
        progress.end(referral, "complete", by=None, actor=board.by, outcome=DELIVERED)
