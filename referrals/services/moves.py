"""The one door through which a referral changes: locked row, check, write, log, notices."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from cases.selectors import open_parts
from core import vocabularies
from core.exceptions import Conflict
from core.transitions import Transition
from entities.models import User
from referrals import workflow
from referrals.enums import WAITING, StepStatus
from referrals.models import Referral, Run, Step
from referrals.services import tidings


def lock(referral: Referral) -> Referral:
    """Return the referral's row, locked; its run's row is always locked before it."""
    if referral.run_id is not None:
        Run.objects.select_for_update().get(pk=referral.run_id)
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related(
            "case",
            "run",
            "service__entity",
            "referring_entity",
            "receiving_entity",
            "grant",
            "sent_by",
        )
        .get(pk=referral.pk)
    )


def check(step: Transition, referral: Referral, by: User | None) -> None:
    """Raise PermissionRefused or Conflict; the conflict says how the referral stands now."""
    try:
        step.check(referral, by)
    except Conflict:
        raise Conflict(
            _("This is no longer possible: the referral now stands as “%(status)s”.")
            % {"status": vocabularies.label("referral_status", referral.status)},
            _("Look at the referral again. Nothing was changed by what you just did."),
        ) from None


def move(
    referral: Referral,
    name: str,
    *,
    by: User | None,
    actor: User | None = None,
    answered: bool = False,
    details: dict[str, str | int | bool | list[str] | None] | None = None,
    **changes: Any,
) -> Referral:
    """Take the transition `name` on a locked referral.

    `by` is empty for the product itself, moved by what `actor` did if anybody did anything.
    `answered`: a question was. `changes` are written with the new status; steps of the referral's lane follow it.
    """
    step = workflow.REFERRAL[name]
    check(step, referral, by)

    referral.status = step.target
    if step.target in workflow.ENDS:
        changes |= {"ended_at": timezone.now(), "ended_by": by}
    for field, value in changes.items():
        setattr(referral, field, value)
    referral.save(update_fields=["status", *changes])
    _take_steps_along(referral)
    audit.record(
        AuditAction(step.event),
        by=by or actor,
        case=referral.case_id,
        target=referral.pk,
        details=details,
    )
    tidings.tell_both_sides(referral, by=by or actor, answered=answered)
    return referral


def _take_steps_along(referral: Referral) -> None:
    """Let the waiting steps of the lane stand as their referral does."""
    if referral.run_id is None:
        return
    status = workflow.step_status_for(referral.status)
    steps = Step.objects.filter(
        run_id=referral.run_id, lane=referral.lane, status__in=WAITING, kind="task"
    )
    if status == StepStatus.TO_REFER:
        steps.update(status=status, entity=None, sender=_who_sends_again(referral))
    else:
        steps.update(status=status, entity=referral.receiving_entity_id)


def _who_sends_again(referral: Referral) -> UUID:
    """Return the sender, or the owner of the run when the sender has left the case (design 7)."""
    run = cast("Run", referral.run)
    here = open_parts(referral.case, referral.referring_entity)
    return referral.referring_entity_id if here else run.owner_id
