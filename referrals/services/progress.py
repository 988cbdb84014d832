"""After acceptance: the receiver starts, pauses, completes or gives up; the sender follows."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases import services as cases
from cases.permissions import can_close_grant
from cases.selectors import open_parts
from core.exceptions import Conflict
from entities.models import User
from referrals import workflow
from referrals.enums import WAITING
from referrals.models import Referral, Step
from referrals.services import moves
from referrals.services.codes import known


@transaction.atomic
def start_referral(*, referral: Referral, by: User) -> Referral:
    """The receiver has begun: accepted → in progress."""
    return moves.move(moves.lock(referral), "start", by=by)


@transaction.atomic
def hold_referral(*, referral: Referral, reason: str, by: User) -> Referral:
    """The receiver pauses and says why (sealed text for the sender)."""
    return moves.move(moves.lock(referral), "hold", by=by, status_reason=reason)


@transaction.atomic
def resume_referral(*, referral: Referral, by: User) -> Referral:
    """The receiver goes on after a pause."""
    return moves.move(moves.lock(referral), "resume", by=by, status_reason="")


@transaction.atomic
def complete_referral(*, referral: Referral, outcome: str, by: User) -> Referral:
    """The receiver has done what was asked and says with what outcome (`referral_outcome`).

    Its access to the sender's part closes. Raises Conflict while steps of its lane wait.
    """
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["complete"], locked, by)
    if waiting_steps(locked).exists():
        raise Conflict(
            _("A step of the flowchart is still waiting for you."),
            _("Complete or decline the open steps first; the referral then completes by itself."),
        )
    return end(locked, "complete", by=by, outcome=known("referral_outcome", outcome))


@transaction.atomic
def fail_referral(*, referral: Referral, reason: str, by: User) -> Referral:
    """The receiver cannot go on; waiting steps go back to the sender, who finds another service."""
    return end(moves.lock(referral), "fail", by=by, status_reason=reason)


def end(
    locked: Referral, name: str, *, by: User | None, actor: User | None = None, **changes: Any
) -> Referral:
    """Take an ending transition and close what the referral had opened.

    `by` empty: the product does it because of something `actor` (if anybody) did.
    """
    moves.move(locked, name, by=by, actor=actor, **changes)
    if locked.grant is None:
        return locked
    if locked.grant.closed_at is None:
        closer = by or actor
        if closer is not None and not can_close_grant(closer, locked.grant):
            closer = None  # the sender has left the case herself: the product closes it for her
        cases.close_grant(grant=locked.grant, by=closer, reason=f"referral_{locked.status}")
    _hand_over_what_it_would_send(locked)
    return locked


def _hand_over_what_it_would_send(referral: Referral) -> None:
    """Give the owner what an entity that has left the case would have had to refer on."""
    if referral.run is None or open_parts(referral.case, referral.receiving_entity):
        return
    Step.objects.filter(
        run=referral.run, sender=referral.receiving_entity, status__in=WAITING
    ).update(sender=referral.run.owner_id)


def waiting_steps(referral: Referral) -> QuerySet[Step]:
    """Return the steps of the referral's lane that wait; none for a referral by hand."""
    if referral.run_id is None:
        return Step.objects.none()
    return Step.objects.filter(
        run_id=referral.run_id, lane=referral.lane, status__in=WAITING, kind="task"
    )
