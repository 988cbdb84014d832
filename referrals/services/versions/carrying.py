"""One run goes over to another version, or back, in the transaction of whoever locked its row."""

from audit import services as audit
from audit.enums import AuditAction
from cases.permissions import accepts_work
from cases.services.writing import save
from entities.models import User
from protocols.definition import UserTask
from protocols.engine import EventKind
from protocols.migration.proof import Judge, Verdict
from referrals import times
from referrals.enums import Left, RunStatus, StepKind
from referrals.models import MigrationPlan, RunEvent, RunMigration, Step
from referrals.selectors.standings import Standing, hindrance, lane_referrals
from referrals.services import lanes, moving
from referrals.services.board import Board
from referrals.services.versions.snapshots import has_gone_on, restore, snapshot

# What the engine says of going over itself; the rows of it are written here.
_OWN = frozenset({EventKind.RUN_MIGRATED, EventKind.TIMER_CANCELLED})


class Stays(Exception):
    """The run stays where it is; `code` is of `Left` or of the proof."""

    def __init__(self, code: str, element: str = "") -> None:
        super().__init__(code)
        self.code, self.element = code, element


def carry_over(row: RunMigration, judge: Judge, *, by: User | None) -> None:
    """Let the run go over if it is proved from where it stands now; raises Stays otherwise."""
    plan = row.plan
    run = moving.lock_run(row.run_id)
    if run.status != RunStatus.RUNNING:
        raise Stays(Left.ENDED)
    if run.version_id != plan.source_id:
        raise Stays(Left.ELSEWHERE)
    board = Board(run, by=None)
    verdict = _judged(board, judge)
    before = snapshot(run)
    _rename(board, judge, verdict, recounts=plan.recounts)
    run.version = plan.target
    run.save(update_fields=["version"])
    RunEvent.objects.create(
        run=run, at=board.now, kind=EventKind.RUN_MIGRATED, element=judge.new.start.id, by=by
    )
    board = Board(run, by=None)
    if verdict.state is not None:
        moving.follow(board, verdict.state, [e for e in verdict.events if e.kind not in _OWN])
    row.before, row.after = before, snapshot(run)
    _log(AuditAction.RUN_MIGRATED, row, plan, by)


def take_back(row: RunMigration, *, by: User | None) -> None:
    """Put the run back exactly as it stood; raises Stays when anything has happened in it since."""
    run = moving.lock_run(row.run_id)
    if row.before is None or row.after is None:
        raise Stays(Left.GONE_ON)
    if run.status != RunStatus.RUNNING:
        raise Stays(Left.ENDED)
    if has_gone_on(row.before, row.after, snapshot(run)):
        raise Stays(Left.GONE_ON)
    restore(run, row.before, row.after, by=by)
    board = Board(run, by=None)
    RunEvent.objects.create(
        run=run, at=board.now, kind=EventKind.RUN_MIGRATED, element=board.definition.start.id, by=by
    )
    _log(AuditAction.RUN_TAKEN_BACK, row, row.plan, by)


def _judged(board: Board, judge: Judge) -> Verdict:
    referrals = lane_referrals((one.lane, one.status) for one in board.referrals)
    standing = Standing(board.state, referrals, not accepts_work(board.run.case))
    verdict = judge.judge(board.state)
    code, element = hindrance(judge, standing, verdict)
    if code:
        raise Stays(code, element)
    return verdict


def _rename(board: Board, judge: Judge, verdict: Verdict, *, recounts: bool) -> None:
    """Give the rows that wait the names they have in the new version; dates stay as they are."""
    _rename_timers(board, judge, verdict)
    for referral in board.referrals:
        names = judge.plan.lane(referral.lane), judge.plan.element(referral.element)
        if names != (referral.lane, referral.element):
            referral.lane, referral.element = names
            save(referral, None)
    for step in board.steps:
        if step.kind == StepKind.TASK and step.element in board.state.steps and not step.closed_at:
            _rename_step(board, step, judge, recounts=recounts)


def _rename_timers(board: Board, judge: Judge, verdict: Verdict) -> None:
    dropped = {e.element for e in verdict.events if e.kind is EventKind.TIMER_CANCELLED}
    for timer in board.timers:
        if timer.element in dropped:
            timer.done_at = board.now
        else:
            timer.element = judge.plan.element(timer.element)
        timer.save(update_fields=["element", "done_at"])


def _rename_step(board: Board, step: Step, judge: Judge, *, recounts: bool) -> None:
    task = judge.new.steps[judge.plan.element(step.element)]
    is_elsewhere = task.lane != judge.plan.lane(step.lane)
    step.element, step.lane = task.id, task.lane
    if is_elsewhere:
        lane = judge.new.lane(task.lane) if task.lane else None
        others = [one for one in board.steps if one is not step]
        place = lanes.place(board.run, lane, steps=others, referrals=board.referrals)
        step.status, step.entity_id = place.status, place.entity_id
        step.how, step.for_coordinator = place.how, place.for_coordinator
    if recounts:
        _recount(step, task)
    step.save()


def _recount(step: Step, task: UserTask) -> None:
    due = task.due.after(step.opened_at) if task.due else None
    if due != step.due_at:
        step.due_at = due
        step.notice_at = times.near(step.opened_at, due) if due else None
    step.due_kind = task.due_kind if due else ""


def _log(action: AuditAction, row: RunMigration, plan: MigrationPlan, by: User | None) -> None:
    audit.record(
        action,
        by=by,
        case=row.run.case_id,
        target=row.run_id,
        details={
            "plan": plan.number,
            "from": plan.source.number,
            "to": plan.target.number,
        },
    )
