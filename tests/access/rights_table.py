"""The rows of the table for rights, incidents and orders, and valid answers to those pages.

`rights_of` makes one record of each kind about the case of the world. Workers of the responsible
entity see its requests; data protection all; orders are for data protection, the owner's
coordinators and custodians.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import Case, CaseCode
from entities.models import User
from tests.factories import cases as case_factory
from tests.factories import rights as factory

RIGHTS_PAGES = """
rights:requests                     GET       in in 200 200 403 403 403 403 403 403 200 403 403 403
rights:requests                     POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:add_request                  GET       in in 403 403 403 403 403 403 403 403 200 403 403 403
rights:add_request                  POST      in in 403 403 403 403 403 403 403 403 302 403 403 403
rights:request                      GET       in in 200 200 404 404 404 404 404 404 200 404 404 404
rights:request                      POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:request_copy                 GET       in in 200 200 404 404 404 404 404 404 403 404 404 404
rights:request_copy                 POST      in in 200 200 404 404 404 404 404 404 403 404 404 404
rights:request_carry_out            GET       in in 200 200 404 404 404 404 404 404 403 404 404 404
rights:request_carry_out            POST      in in 302 302 404 404 404 404 404 404 403 404 404 404
rights:request_answer               GET       in in 403 403 404 404 404 404 404 404 200 404 404 404
rights:request_answer               POST      in in 403 403 404 404 404 404 404 404 302 404 404 404
rights:request_extend               GET       in in 403 403 404 404 404 404 404 404 200 404 404 404
rights:request_extend               POST      in in 403 403 404 404 404 404 404 404 302 404 404 404
rights:request_block                GET       in in 403 403 404 404 404 404 404 404 200 404 404 404
rights:request_block                POST      in in 403 403 404 404 404 404 404 404 302 404 404 404
rights:request_ask_release          GET       in in 403 200 404 404 404 404 404 404 200 404 404 404
rights:request_ask_release          POST      in in 403 302 404 404 404 404 404 404 302 404 404 404
rights:request_release              GET       in in 403 403 404 404 404 404 404 404 403 404 404 404
rights:request_release              POST      in in 403 403 404 404 404 404 404 404 403 404 404 404
rights:request_withdraw             GET       in in 200 200 404 404 404 404 404 404 200 404 404 404
rights:request_withdraw             POST      in in 302 302 404 404 404 404 404 404 302 404 404 404
rights:incidents                    GET       in in 403 200 403 403 403 403 403 403 200 403 403 403
rights:incidents                    POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:report                       GET       in in 200 200 200 200 200 200 200 200 200 200 200 200
rights:report                       POST      in in 302 302 302 302 302 302 302 302 302 302 302 302
rights:incident                     GET       in in 404 200 404 404 404 404 404 404 200 404 404 404
rights:incident                     POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:incident_assess              GET       in in 404 403 404 404 404 404 404 404 200 404 404 404
rights:incident_assess              POST      in in 404 403 404 404 404 404 404 404 302 404 404 404
rights:incident_notify              GET       in in 404 403 404 404 404 404 404 404 200 404 404 404
rights:incident_notify              POST      in in 404 403 404 404 404 404 404 404 302 404 404 404
rights:incident_keep                GET       in in 404 403 404 404 404 404 404 404 200 404 404 404
rights:incident_keep                POST      in in 404 403 404 404 404 404 404 404 302 404 404 404
rights:incident_close               GET       in in 404 403 404 404 404 404 404 404 409 404 404 404
rights:incident_close               POST      in in 404 403 404 404 404 404 404 404 409 404 404 404
rights:orders                       GET       in in 403 200 403 200 403 403 403 403 200 403 403 403
rights:orders                       POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:add_order                    GET       in in 403 403 403 403 403 403 403 403 200 403 403 403
rights:add_order                    POST      in in 403 403 403 403 403 403 403 403 302 403 403 403
rights:order                        GET       in in 404 200 404 200 404 404 404 404 200 404 404 404
rights:order                        POST      in in 405 405 405 405 405 405 405 405 405 405 405 405
rights:order_approve                GET       in in 404 200 404 403 404 404 404 404 200 404 404 404
rights:order_approve                POST      in in 404 302 404 403 404 404 404 404 302 404 404 404
rights:order_narrow                 GET       in in 404 200 404 403 404 404 404 404 200 404 404 404
rights:order_narrow                 POST      in in 404 302 404 403 404 404 404 404 302 404 404 404
rights:order_refuse                 GET       in in 404 200 404 403 404 404 404 404 200 404 404 404
rights:order_refuse                 POST      in in 404 302 404 403 404 404 404 404 302 404 404 404
rights:order_hand_over              GET       in in 404 403 404 409 404 404 404 404 403 404 404 404
rights:order_hand_over              POST      in in 404 403 404 409 404 404 404 404 403 404 404 404
"""
RIGHTS_OF_CASES = """
rights:of_case                GET       200      404   404      403      404      404      404      404
rights:of_case                POST      302      404   404      403      404      404      404      404
"""
# Which record of `rights_of` each page is asked about.
RIGHTS_RECORDS = {
    "rights:request": "right", "rights:request_copy": "right", "rights:request_carry_out": "right",
    "rights:request_answer": "right_objection", "rights:request_extend": "right",
    "rights:request_block": "right_erasure", "rights:request_ask_release": "right_restriction",
    "rights:request_release": "right_restriction", "rights:request_withdraw": "right",
    "rights:incident": "incident", "rights:incident_assess": "incident",
    "rights:incident_notify": "incident", "rights:incident_keep": "incident",
    "rights:incident_close": "incident", "rights:order": "order", "rights:order_approve": "order",
    "rights:order_narrow": "order", "rights:order_refuse": "order",
    "rights:order_hand_over": "order",
}  # fmt: skip
REASON = "They asked us in writing today."


def rights_of(case: Case, closed: Case, by: User) -> dict[str, Any]:
    """One record of each kind; another case is restricted, and a closed one is to be erased."""
    olga = factory.officer()
    restricted = case_factory.open_case(by=by, summary="Kept.")
    asked = factory.request(case=restricted, by=by, right="restriction")
    factory.services.answer_request(request=asked, by=olga, answer="answer")
    objection = factory.request(case=case, by=by, right="objection")
    return {
        "right": factory.request(case=case, by=by),
        "right_objection": factory.services.carry_out(request=objection, by=by, carried_out="done"),
        "right_erasure": factory.request(case=closed, by=by, right="erasure"),
        "right_restriction": asked,
        "incident": factory.assessed(factory.incident(by=by), by=olga, risk="unlikely"),
        "order": factory.order(case=case, by=olga),
    }


def of_the_rights(case: Case, factor: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What a person would send with these pages."""
    today, now = timezone.localdate(), timezone.localtime()
    reference = CaseCode.objects.get(case=case, entity=None).code
    asked = {
        "right": "portability", "received_on": today.isoformat(), "how": "oral",
        "asked_by": "herself", "identity_check": "known",
    }  # fmt: skip
    return {
        "rights:of_case": asked,
        "rights:add_request": {**asked, "reference": reference},
        "rights:request_copy": {
            "format": "json", "safe": "on", "justification": REASON, **factor,
        },
        "rights:request_carry_out": {"carried_out": "done"},
        "rights:request_answer": {"answer": "answer"},
        "rights:request_extend": {"reason": "complex", "told": "on"},
        "rights:request_block": {"until": (today + timedelta(days=9)).isoformat(), **factor},
        "rights:report": {"kind": "lost", "aware_at": now.strftime("%Y-%m-%dT%H:%M")},
        "rights:incident_assess": {"data_kinds": ["codes"], "persons": "one", "risk": "risk"},
        "rights:incident_notify": {
            "authority": "avpd", "told_at": now.strftime("%Y-%m-%dT%H:%M"),
        },
        "rights:incident_keep": {"sure": "on"},
        "rights:add_order": {
            "reference": reference, "basis": "court", "authority": "Court 3", "file_number": "1/26",
            "ordered_on": today.isoformat(), "fields_out": ["narrative"],
        },
        "rights:order_approve": factor,
        "rights:order_narrow": {"fields_left": ["narrative"], "reason": "too_broad"},
        "rights:order_refuse": {"reason": "no_basis"},
        "rights:order_hand_over": {"justification": REASON, **factor},
    }  # fmt: skip
