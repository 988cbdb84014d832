"""Runs of flowcharts over cases, and referrals between entities."""

from referrals.models.referral import Referral, ReferralMessage
from referrals.models.run import Run, RunEvent, Step, Timer

__all__ = ["Referral", "ReferralMessage", "Run", "RunEvent", "Step", "Timer"]
