"""A case is closed when its road has ended."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import Case
from cases.selectors import code_for
from cases.services import close_case
from core.codes import show_code
from entities.models import User
from referrals import services
from tests.factories import cases as case_factory
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def _refusal(case: Case, by: User) -> str:
    with pytest.raises(ValidationError) as refused:
        close_case(case=case, by=by, reason="goals_met")
    return str(refused.value.messages[0])


def test_case_with_a_running_flowchart_is_not_closed(ana):
    run, _referral = factory.offered_run(ana)
    assert _refusal(run.case, ana) == (
        "This still goes on and has to be ended first: the flowchart “first_reception”."
    )
    services.end_run(run=run, reason="finished", by=ana)
    assert close_case(case=run.case, by=ana, reason="goals_met").status == "closed"


def test_case_with_an_offer_by_hand_is_not_closed(client, ana):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    referral = services.send_referral(referral=factory.draft(by=ana, case=case), by=ana)
    expected = f"the referral {show_code(referral.code)}."
    assert _refusal(case, ana).endswith(expected)

    client.force_login(ana)
    url = reverse("cases:close", args=[show_code(code_for(case, ana.entity))])
    assert expected in client.get(url).content.decode()
    answer = client.post(url, {"closure_reason": "goals_met"})
    assert answer.context["form"].data["closure_reason"] == "goals_met"
    assert [text.endswith(expected) for text in answer.context["form"].non_field_errors()] == [True]

    services.cancel_referral(referral=referral, by=ana)
    assert close_case(case=case, by=ana, reason="goals_met").status == "closed"
