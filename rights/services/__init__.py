"""Everything that changes rights requests, holds, incidents and orders."""

from rights.services.holds import (
    ask_release,
    block,
    lift_restriction,
    propose_erasures,
)
from rights.services.incidents import (
    assess_incident,
    close_incident,
    keep_inside,
    notify_authority,
    report_incident,
    warn_of_incidents,
)
from rights.services.orders import (
    approve_order,
    hand_over_order,
    narrow_order,
    record_order,
    refuse_order,
)
from rights.services.requests import (
    answer_request,
    carry_out,
    extend_request,
    record_request,
    warn_of_requests,
    withdraw_request,
)

__all__ = [
    "answer_request",
    "approve_order",
    "ask_release",
    "assess_incident",
    "block",
    "carry_out",
    "close_incident",
    "extend_request",
    "hand_over_order",
    "keep_inside",
    "lift_restriction",
    "narrow_order",
    "notify_authority",
    "propose_erasures",
    "record_order",
    "record_request",
    "refuse_order",
    "report_incident",
    "warn_of_incidents",
    "warn_of_requests",
    "withdraw_request",
]
