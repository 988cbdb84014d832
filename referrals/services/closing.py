"""A referral taken back: withdrawn, struck as an error, or expired by the clock."""

from django.db import transaction

from entities.models import User
from referrals.enums import CancelReason
from referrals.models import Referral
from referrals.services import moves, progress


@transaction.atomic
def cancel_referral(
    *, referral: Referral, by: User, reason: str = CancelReason.SENDER, note: str = ""
) -> Referral:
    """The sender withdraws, before or after the answer; what had opened closes."""
    return progress.end(
        moves.lock(referral),
        "cancel",
        by=by,
        cancel_reason=CancelReason(reason).value,
        status_reason=note,
    )


@transaction.atomic
def strike_referral(*, referral: Referral, by: User) -> Referral:
    """The sender marks it as entered in error: it stays to be read, and counts no more."""
    return progress.end(moves.lock(referral), "strike", by=by)
