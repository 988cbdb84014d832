"""Everything that changes runs, steps and referrals."""

from referrals.services.answers import accept_referral, reject_referral
from referrals.services.closing import cancel_referral, strike_referral
from referrals.services.effects import confirm_status
from referrals.services.offers import (
    Terms,
    ask_information,
    draft_referral,
    give_information,
    send_referral,
)
from referrals.services.progress import (
    complete_referral,
    fail_referral,
    hold_referral,
    resume_referral,
    start_referral,
)
from referrals.services.runs import end_run, start_run
from referrals.services.steps import complete_step, decline_step, keep_step_draft, record_step
from referrals.services.sweep import sweep_timers

__all__ = [
    "Terms",
    "accept_referral",
    "ask_information",
    "cancel_referral",
    "complete_referral",
    "complete_step",
    "confirm_status",
    "decline_step",
    "draft_referral",
    "end_run",
    "fail_referral",
    "give_information",
    "hold_referral",
    "keep_step_draft",
    "record_step",
    "reject_referral",
    "resume_referral",
    "send_referral",
    "start_referral",
    "start_run",
    "strike_referral",
    "sweep_timers",
]
