"""Every way in which a referral, a step or a run changes its status.

`docs/states/referral.md` is generated from REFERRAL by `manage.py draw_states`.
"""

from types import MappingProxyType

from audit.enums import AuditAction as Act
from core.transitions import Transition, draw
from referrals import permissions as may
from referrals.enums import LIVE, OFFERED, TAKEN, WAITING, PlanStatus, RunStatus, StepStatus
from referrals.enums import ReferralStatus as S

REFERRAL = MappingProxyType(
    {
        "send": Transition(frozenset({S.DRAFT}), S.REQUESTED, may.can_send, Act.REFERRAL_SENT),
        "ask": Transition(
            frozenset({S.REQUESTED}),
            S.INFORMATION_REQUESTED,
            may.can_answer,
            Act.REFERRAL_INFORMATION_ASKED,
        ),
        "inform": Transition(
            frozenset({S.INFORMATION_REQUESTED}),
            S.REQUESTED,
            may.can_send,
            Act.REFERRAL_INFORMATION_GIVEN,
        ),
        "accept": Transition(OFFERED, S.ACCEPTED, may.can_answer, Act.REFERRAL_ACCEPTED),
        "reject": Transition(OFFERED, S.REJECTED, may.can_answer, Act.REFERRAL_REJECTED),
        "expire": Transition(OFFERED, S.EXPIRED, may.can_expire, Act.REFERRAL_EXPIRED),
        "start": Transition(
            frozenset({S.ACCEPTED}), S.IN_PROGRESS, may.can_deliver, Act.REFERRAL_STARTED
        ),
        "hold": Transition(
            frozenset({S.ACCEPTED, S.IN_PROGRESS}),
            S.ON_HOLD,
            may.can_deliver,
            Act.REFERRAL_HELD,
        ),
        "resume": Transition(
            frozenset({S.ON_HOLD}), S.IN_PROGRESS, may.can_deliver, Act.REFERRAL_RESUMED
        ),
        "complete": Transition(
            frozenset({S.IN_PROGRESS, S.ON_HOLD}),
            S.COMPLETED,
            may.can_complete,
            Act.REFERRAL_COMPLETED,
        ),
        "fail": Transition(TAKEN, S.FAILED, may.can_deliver, Act.REFERRAL_FAILED),
        "cancel": Transition(LIVE, S.CANCELLED, may.can_withdraw, Act.REFERRAL_CANCELLED),
        "strike": Transition(
            LIVE | {S.COMPLETED}, S.ENTERED_IN_ERROR, may.can_send, Act.REFERRAL_STRUCK
        ),
    }
)

TERMINAL = frozenset({S.FAILED, S.REJECTED, S.CANCELLED, S.EXPIRED, S.ENTERED_IN_ERROR})
# A completed referral is at its end too, but may still be struck as entered in error.
ENDS = TERMINAL | {S.COMPLETED}

STEP = MappingProxyType(
    {
        "complete": Transition(
            frozenset({StepStatus.OPEN}), StepStatus.DONE, may.can_do_step, Act.STEP_COMPLETED
        ),
        "record": Transition(
            frozenset({StepStatus.OPEN, StepStatus.TO_REFER}),
            StepStatus.DONE,
            may.can_record_step,
            Act.STEP_RECORDED,
        ),
        "decline": Transition(
            WAITING, StepStatus.DECLINED, may.can_decline_step, Act.STEP_DECLINED
        ),
        "cancel": Transition(
            WAITING, StepStatus.CANCELLED, lambda _by, _step: True, Act.STEP_CANCELLED
        ),
    }
)

RUN = MappingProxyType(
    {
        "end": Transition(
            frozenset({RunStatus.RUNNING}), RunStatus.ENDED, may.can_end_run, Act.RUN_ENDED
        ),
    }
)


# `docs/states/migration.md` is generated from it.
MIGRATION = MappingProxyType(
    {
        "start": Transition(
            frozenset({PlanStatus.DRAFT, PlanStatus.STOPPED, PlanStatus.DONE}),
            PlanStatus.MOVING,
            may.can_migrate,
            Act.MIGRATION_STARTED,
        ),
        "stop": Transition(
            frozenset({PlanStatus.MOVING}),
            PlanStatus.STOPPED,
            may.can_migrate,
            Act.MIGRATION_STOPPED,
        ),
        "finish": Transition(
            frozenset({PlanStatus.MOVING}),
            PlanStatus.DONE,
            may.can_finish_migration,
            Act.MIGRATION_FINISHED,
        ),
        "take_back": Transition(
            frozenset({PlanStatus.STOPPED, PlanStatus.DONE}),
            PlanStatus.TAKING_BACK,
            may.can_migrate,
            Act.MIGRATION_TAKEN_BACK,
        ),
        "finish_back": Transition(
            frozenset({PlanStatus.TAKING_BACK}),
            PlanStatus.TAKEN_BACK,
            may.can_finish_migration,
            Act.MIGRATION_FINISHED,
        ),
    }
)


def step_status_for(referral_status: str) -> StepStatus:
    """Return where a waiting step stands while its lane's referral stands so (design 7)."""
    if referral_status in OFFERED:
        return StepStatus.OFFERED
    if referral_status in TAKEN:
        return StepStatus.OPEN
    return StepStatus.TO_REFER


def diagram() -> str:
    """Return the state diagram of referrals in Mermaid, from the table and nothing else."""
    lines = ["stateDiagram-v2", f"    [*] --> {S.DRAFT.value}"]
    for name, step in REFERRAL.items():
        lines += [
            f"    {source.value} --> {S(step.target).value}: {name}"
            for source in S
            if source in step.sources
        ]
    lines += [f"    {status.value} --> [*]" for status in S if status in ENDS]
    return "\n".join(lines)


def diagram_of_migration() -> str:
    """Return the state diagram of plans for running cases in Mermaid."""
    return draw(MIGRATION, states=PlanStatus.values, first=PlanStatus.DRAFT.value)
