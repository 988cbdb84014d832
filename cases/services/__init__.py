"""Everything that changes cases."""

from cases.services.alerts import watch_reveals
from cases.services.assessments import Filled, finish_assessment, save_draft, strike_assessment
from cases.services.cases import close_case, edit_case, move_case, open_case, reopen_case
from cases.services.consents import record_consent, strike_consent, withdraw_consent
from cases.services.emergencies import break_glass, escalate_glasses, review_glass
from cases.services.erasure import (
    confirm_erasure,
    finish_erasures,
    request_erasure,
    withdraw_erasure,
)
from cases.services.grants import (
    close_grant,
    expire_grants,
    mint_code,
    open_grant,
    sync_access,
)
from cases.services.holds import block_case, release_case, restrict_case, unblock_case
from cases.services.marks import lift_mark, set_mark
from cases.services.people import add_child, edit_child, record_person, strike_child
from cases.services.records import (
    correct_intervention,
    record_intervention,
    record_status,
    strike_intervention,
    strike_status,
)
from cases.services.requests import (
    answer_identity,
    ask_identity,
    expire_requests,
    use_request,
    withdraw_request,
)
from cases.services.striking import strike_entry

__all__ = [
    "Filled",
    "add_child",
    "answer_identity",
    "ask_identity",
    "block_case",
    "break_glass",
    "close_case",
    "close_grant",
    "confirm_erasure",
    "correct_intervention",
    "edit_case",
    "edit_child",
    "escalate_glasses",
    "expire_grants",
    "expire_requests",
    "finish_assessment",
    "finish_erasures",
    "lift_mark",
    "mint_code",
    "move_case",
    "open_case",
    "open_grant",
    "record_consent",
    "record_intervention",
    "record_person",
    "record_status",
    "release_case",
    "reopen_case",
    "request_erasure",
    "restrict_case",
    "review_glass",
    "save_draft",
    "set_mark",
    "strike_assessment",
    "strike_child",
    "strike_consent",
    "strike_entry",
    "strike_intervention",
    "strike_status",
    "sync_access",
    "unblock_case",
    "use_request",
    "watch_reveals",
    "withdraw_consent",
    "withdraw_erasure",
    "withdraw_request",
]
