"""Runs of flowcharts over cases, and referrals between entities."""

from referrals.models.migration import MigrationPlan, RunMigration
from referrals.models.referral import Referral, ReferralMessage
from referrals.models.run import Run, RunEvent, Step, Timer

__all__ = [
    "MigrationPlan",
    "Referral",
    "ReferralMessage",
    "Run",
    "RunEvent",
    "RunMigration",
    "Step",
    "Timer",
]
