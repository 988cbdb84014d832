"""The pages of runs, steps and referrals."""

from referrals.views.acts import ACTS, act
from referrals.views.inbox import inbox, show_referral
from referrals.views.panels import case_referrals, case_runs
from referrals.views.refer import refer_case, refer_step
from referrals.views.runs import end_run, print_run, show_run, start_run
from referrals.views.steps import (
    complete_step,
    confirm_status,
    decline_step,
    record_step,
    show_step,
)
from referrals.views.waiting import print_waiting, show_waiting
from referrals.views.work import worklist

__all__ = [
    "ACTS",
    "act",
    "case_referrals",
    "case_runs",
    "complete_step",
    "confirm_status",
    "decline_step",
    "end_run",
    "inbox",
    "print_run",
    "print_waiting",
    "record_step",
    "refer_case",
    "refer_step",
    "show_referral",
    "show_run",
    "show_step",
    "show_waiting",
    "start_run",
    "worklist",
]
