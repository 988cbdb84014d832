"""Writes consultations, answers and approvals."""

from protocols.agreement.services.answering import Given, give_answer
from protocols.agreement.services.approving import approve_version, give_up, sweep_agreements
from protocols.agreement.services.consulting import (
    add_person,
    end_consultation,
    issue_link,
    open_consultation,
    prepare_consultation,
    remove_person,
    withdraw_consultation,
)
from protocols.agreement.services.settling import settle_answer, settle_comment

__all__ = [
    "Given",
    "add_person",
    "approve_version",
    "end_consultation",
    "give_answer",
    "give_up",
    "issue_link",
    "open_consultation",
    "prepare_consultation",
    "remove_person",
    "settle_answer",
    "settle_comment",
    "sweep_agreements",
    "withdraw_consultation",
]
