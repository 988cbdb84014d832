"""The receiver's answer to an offer: taken on, or declined with a coded reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import services as cases
from cases.enums import GrantSource
from cases.selectors.avoidances import avoided_by
from core import vocabularies
from core.exceptions import Conflict
from entities.models import User
from referrals import workflow
from referrals.enums import StepKind, StepStatus
from referrals.models import Referral, Step
from referrals.services import moves, offers, recipients
from referrals.services.codes import known

# What the product proposes after a refusal (vocabulary `referral_rejection_reason`).
TO_COORDINATOR = "coordinator"


@transaction.atomic
def accept_referral(*, referral: Referral, by: User) -> Referral:
    """The receiving entity takes the person on: the agreed parts open, with a code of its own.

    Of several who accept at once one wins; the others get a Conflict, and so does who accepts
    what was withdrawn, has expired, or rests on a consent she has taken back; also an entity that
    she must avoid by now.
    """
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["accept"], locked, by)
    if recipients.is_closed(locked.case):
        raise Conflict(_("The case was closed meanwhile."), _("Nothing is asked of you any more."))
    _refuse_avoided(locked)
    offers.require_basis(locked)

    grant = cases.open_grant(
        case=locked.case,
        entity=locked.receiving_entity,
        parts=locked.parts,
        source=GrantSource.REFERRAL,
        reason=f"referral_{locked.basis}",
        by=by,
    )
    return moves.move(
        locked,
        "accept",
        by=by,
        details={"parts": grant.parts},
        answered_at=timezone.now(),
        answered_by=by,
        grant=grant,
    )


def _refuse_avoided(referral: Referral) -> None:
    """Raise Conflict for an entity that came onto her list since; why is not told to it."""
    if referral.receiving_entity_id in avoided_by(referral.case).entities:
        raise Conflict(
            _("This offer no longer stands."), _("Ask the entity that sent it what has changed.")
        )


@transaction.atomic
def reject_referral(*, referral: Referral, reason: str, note: str = "", by: User) -> Referral:
    """The receiving entity declines; `reason` says who declines and what next, `note` is sealed.

    The step goes back to the sender, or to the owner's coordinator where the reason asks for it.
    """
    locked = moves.lock(referral)
    moves.check(workflow.REFERRAL["reject"], locked, by)
    code = known("referral_rejection_reason", reason)
    moves.move(
        locked,
        "reject",
        by=by,
        details={"reason": code},
        answered_at=timezone.now(),
        answered_by=by,
        rejection_reason=code,
        status_reason=note,
    )
    if next_after(code) == TO_COORDINATOR:
        _hand_to_coordinator(locked)
    return locked


def next_after(reason: str) -> str:
    """Return what is proposed after a refusal: reroute, wait_list, coordinator or end."""
    return str(vocabularies.entry("referral_rejection_reason", reason)["next"])


def _hand_to_coordinator(referral: Referral) -> None:
    if referral.run is None:
        return
    Step.objects.filter(
        run=referral.run,
        lane=referral.lane,
        kind=StepKind.TASK,
        status=StepStatus.TO_REFER,
    ).update(for_coordinator=True)
