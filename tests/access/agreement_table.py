"""The rows of the table for agreeing on flowcharts, and valid answers to those pages.

Asking and approving are the protocol manager's; what is published is read by whoever reads
flowcharts; a question is answered by whom it was put to. The two pages of a link are anybody's who
has it: one takes it out of the address, the other finds nothing without the cookie it left.
"""

from typing import Any

from entities.models import User
from protocols.agreement import services
from protocols.agreement.services import Given
from tests.factories import agreement
from tests.factories.protocols import protocol_manager

AGREEMENT_PAGES = """
protocols:agreement                 GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:record                    GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:prepare_consultation      GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:prepare_consultation      POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:ask_person                GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:ask_person                POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:strike_person             GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:strike_person             POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:issue_link                GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:issue_link                POST      in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:settle_answer             GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:settle_answer             POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:settle_comment            GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:settle_comment            POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:open_consultation         GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:open_consultation         POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:end_consultation          GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:end_consultation          POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:withdraw_consultation     GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:withdraw_consultation     POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:approve                   GET       in in 404 404 404 404 200 404 404 404 404 404 404 404
protocols:approve                   POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:give_up                   GET       in in 405 405 405 405 405 405 405 405 405 405 405 405
protocols:give_up                   POST      in in 404 404 404 404 302 404 404 404 404 404 404 404
protocols:asked                     GET/POST  in in 200 200 404 404 200 404 404 404 404 404 404 404
protocols:answer_asked              GET       in in 200 404 404 404 404 404 404 404 404 404 404 404
protocols:answer_asked              POST      in in 302 404 404 404 404 404 404 404 404 404 404 404
protocols:consulted                 GET       302 302 302 302 302 302 302 302 302 302 302 302 302 302
protocols:consulted                 POST      405 405 405 405 405 405 405 405 405 405 405 405 405 405
protocols:consulted_page            GET/POST  404 404 404 404 404 404 404 404 404 404 404 404 404 404
"""
# The flowchart a page is asked about; of those not named, what is in force.
ABOUT = {
    "protocols:prepare_consultation": "to_prepare-es",
    "protocols:ask_person": "to_open-es",
    "protocols:open_consultation": "to_open-es",
    "protocols:withdraw_consultation": "to_open-es",
    "protocols:strike_person": "to_answer-es",
    "protocols:issue_link": "to_answer-es",
    "protocols:end_consultation": "to_end-es",
    "protocols:settle_answer": "to_approve-es",
    "protocols:settle_comment": "to_approve-es",
    "protocols:approve": "to_approve-es",
    "protocols:give_up": "to_begin-es",
}
# Which record the address names.
OF_AN_AGREEMENT = {
    "protocols:strike_person": "asked_outside",
    "protocols:issue_link": "asked_outside",
    "protocols:answer_asked": "asked_inside",
    "protocols:settle_answer": "objector",
    "protocols:settle_comment": "comment",
}
RESERVATION = Given("reservation", "With an interpreter.", {"interview": "Where?"})


def of_the_agreement() -> dict[str, dict[str, Any]]:
    """What a person would send with these pages."""
    settlement = "It stands in the text now."
    return {
        "protocols:ask_person": {"lane": "ngo", "name": "Nora"},
        "protocols:open_consultation": {"answer_by": agreement.in_days(9).isoformat()},
        "protocols:settle_answer": {"settlement": settlement, "words": "With an interpreter."},
        "protocols:settle_comment": {"settlement": settlement, "words": "Where?"},
        "protocols:answer_asked": {"verdict": "yes", "based_on": 0},
        "protocols:approve": {"in_force_from": agreement.in_days(0).isoformat(), "has_read": "on"},
    }


def agree(asked: User) -> dict[str, Any]:
    """Make flowcharts at every point of their agreement; return the records pages name."""
    marta = protocol_manager(name="Marta")
    drafts = {
        slug: agreement.draft(by=marta, code=slug.removesuffix("-es"))
        for slug in sorted(set(ABOUT.values()))
    }
    agreement.prepared(drafts["to_open-es"], by=marta, user=asked)
    to_answer = agreement.opened(drafts["to_answer-es"], by=marta, user=asked)
    outside = services.add_person(
        consultation=to_answer, lane="ngo", name="Oihana", organisation="", user=None, by=marta
    )
    to_end = agreement.opened(drafts["to_end-es"], by=marta, user=asked)
    for lane in ("own", "ngo"):
        agreement.answer(to_end, lane)
    to_approve = agreement.agreed(drafts["to_approve-es"], by=marta, user=asked, ngo=RESERVATION)
    agreement.agreed(drafts["to_begin-es"], by=marta, user=asked)
    agreement.approved(drafts["to_begin-es"], by=agreement.second_person(), days=9)
    objector = agreement.asked(to_approve, "ngo")
    olga = to_answer.people.get(name="Olga")
    return {
        "asked_outside": outside,
        "asked_inside": agreement.asked(to_answer, "own"),
        "objector": objector,
        "comment": objector.comments.get(),
        "link": services.issue_link(person=olga, by=marta),
    }
