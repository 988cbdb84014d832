"""The clock: timers once, deadlines told once, offers that expire or lost their consent."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import Event
from cases.models import Consent
from cases.services import (
    close_case,
    confirm_erasure,
    expire_grants,
    request_erasure,
    withdraw_consent,
)
from entities.enums import Role
from notices.models import Notice
from referrals import services
from referrals.models import Timer
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db
NOTHING = {"timers": 0, "deadlines": 0, "expired": 0, "withdrawn": 0, "without_access": 0}


def _sweep(hours: float = 0) -> dict[str, int]:
    return services.sweep_timers(now=factory.later(hours))


def test_nothing_due_does_nothing(ana):
    factory.start(by=ana)
    assert _sweep() == NOTHING


def test_a_wait_in_the_flow_ends_once(ana):
    entities.entity(code="police", kinds=("police",), participation="recorded")
    run = factory.start(version=factory.waiting_hour(), by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    assert factory.armed(run) == ["wait"]
    assert _sweep(0.9) == NOTHING

    assert _sweep(1.1)["timers"] == 1
    assert _sweep(1.1)["timers"] == 0
    assert factory.standing(run) == {"ask": "done", "interview": "open"}
    assert factory.step(run, "interview").how == "recorded"
    assert Timer.objects.get(run=run).fired is True


def test_an_interrupting_timer_cancels_the_step_and_its_unanswered_referral(ana):
    run, referral = factory.offered_run(ana, version=factory.clocked())
    assert _sweep(2)["timers"] == 1

    referral.refresh_from_db()
    assert (referral.status, referral.cancel_reason, referral.ended_by) == (
        "cancelled", "step_cancelled", None,
    )  # fmt: skip
    assert factory.standing(run) == {"ask": "done", "interview": "cancelled", "remind": "open"}


def test_a_timer_that_ends_the_lane_closes_the_access(ana, bruno):
    _run, referral = factory.offered_run(ana, version=factory.clocked())
    services.accept_referral(referral=referral, by=bruno)
    _sweep(2)

    referral.refresh_from_db()
    assert referral.status == "cancelled"
    assert (referral.grant.close_reason, referral.grant.closed_by) == ("referral_cancelled", None)


def test_a_reminder_beside_the_step_opens_a_side_branch(ana):
    run, _referral = factory.offered_run(ana, version=factory.clocked(interrupting=False))
    _sweep(2)
    assert factory.standing(run) == {"ask": "done", "interview": "offered", "remind": "open"}


def test_a_deadline_is_told_when_near_and_when_missed(ana, berta):
    run = factory.start(by=ana)  # due in two hours
    assert _sweep(1)["deadlines"] == 0
    assert _sweep(1.6)["deadlines"] == 1
    assert _sweep(1.6)["deadlines"] == 0
    assert _sweep(2.1)["deadlines"] == 1
    assert _sweep(99)["deadlines"] == 0

    told = Notice.objects.order_by("created_at").values_list("user__name", "kind")
    assert sorted(told) == [
        ("Ana", "deadline_missed"), ("Ana", "deadline_near"), ("Berta", "deadline_missed"),
    ]  # fmt: skip
    assert Event.objects.filter(kind="deadline:missed", case_ref=run.case_id).count() == 1


def test_an_unanswered_offer_expires_and_its_step_goes_back(ana):
    run, referral = factory.offered_run(ana)  # urgent: 24 hours
    assert _sweep(23)["expired"] == 0
    assert _sweep(25)["expired"] == 1
    assert _sweep(25)["expired"] == 0

    referral.refresh_from_db()
    assert (referral.status, referral.ended_by) == ("expired", None)
    assert factory.step(run, "interview").status == "to_refer"


def test_an_offer_whose_consent_she_withdrew_goes_back(ana, bruno):
    run, referral = factory.offered_run(ana)
    assert _sweep()["withdrawn"] == 0
    withdraw_consent(consent=Consent.objects.get(), by=ana)
    assert _sweep()["withdrawn"] == 1

    referral.refresh_from_db()
    assert (referral.status, referral.cancel_reason) == ("cancelled", "consent_withdrawn")
    assert factory.step(run, "interview").status == "to_refer"


def test_a_withdrawn_consent_stops_the_acceptance_before_any_sweep(ana, bruno):
    from core.exceptions import Conflict

    _run, referral = factory.offered_run(ana)
    withdraw_consent(consent=Consent.objects.get(), by=ana)
    with pytest.raises(Conflict):
        services.accept_referral(referral=referral, by=bruno)


def test_one_failing_run_stops_no_other(ana, caplog):
    version = factory.waiting_hour()
    entities.entity(code="police", kinds=("police",), participation="recorded")
    runs = [factory.start(version=version, by=ana) for _number in range(2)]
    for run in runs:
        services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    broken = Timer.objects.filter(run=runs[0])
    broken.update(element="nowhere")

    assert _sweep(2)["timers"] == 1
    assert factory.standing(runs[1])["interview"] == "open"
    assert "sweep" in caplog.text


def test_the_command_says_what_it_did(capsys, ana):
    factory.start(by=ana)
    call_command("sweep_timers")
    assert capsys.readouterr().out.splitlines() == [f"{name}: 0" for name in NOTHING]


def test_the_task_is_the_sweep(ana):
    from referrals.tasks import sweep

    run = factory.start(by=ana)
    step = factory.step(run, "ask")
    step.notice_at = timezone.now()
    step.save(update_fields=["notice_at"])
    sweep()
    step.refresh_from_db()
    assert step.notice_at == step.due_at


def test_a_timer_at_a_date_of_hers_waits_until_the_date_is_known(ana, berta):
    from datetime import date

    from cases.services import edit_case

    run = factory.start(version=factory.coming_of_age(), by=ana)
    timer = Timer.objects.get(run=run)
    assert (timer.anchor, timer.fire_at) == ("turning_18", None)
    told = Notice.objects.filter(user=berta, kind="flowchart_says")
    assert told.count() == 2

    first = timezone.localdate().replace(day=1)
    adult_on = date(first.year + 2, first.month, 1)
    edit_case(case=run.case, by=ana, changes={"age_band": "9--17", "adult_on": adult_on})
    assert _sweep()["timers"] == 0
    timer.refresh_from_db()
    assert timer.fire_at is not None
    assert services.sweep_timers(now=timer.fire_at)["timers"] == 1
    assert factory.standing(run) == {"plan": "open"}


def test_an_offer_does_not_expire_while_its_question_waits_for_the_sender(ana, bruno):
    _run, referral = factory.offered_run(ana)  # urgent: 24 hours
    services.ask_information(referral=referral, question="From which day?", by=bruno)
    assert _sweep(99)["expired"] == 0
    before = timezone.now()
    services.give_information(referral=referral, answer="Monday.", by=ana)
    referral.refresh_from_db()
    assert before + factory.hours(24) <= referral.respond_by <= factory.later(24)
    assert _sweep(25)["expired"] == 1


def _let_run_out(referral) -> None:
    grant = referral.grant
    grant.valid_until = timezone.now()
    grant.save(update_fields=["valid_until"])


@pytest.mark.parametrize(
    "closed", [False, True], ids=["at the minute", "after the sweep of grants"]
)
def test_referral_whose_access_ran_out_goes_back_to_the_sender(ana, bruno, closed):
    run, referral = factory.accepted_run(ana, bruno)
    services.start_referral(referral=referral, by=bruno)
    _let_run_out(referral)
    if closed:
        expire_grants()
    Notice.objects.all().delete()

    assert _sweep()["without_access"] == 1
    assert _sweep() == NOTHING
    referral.refresh_from_db()
    assert (referral.status, referral.cancel_reason) == ("cancelled", "access_ended")
    assert factory.step(run, "interview").status == "to_refer"
    assert set(Notice.objects.values_list("user", "kind")) == {
        (bruno.pk, "referral_cancelled"),
        (ana.pk, "referral_cancelled"),
    }
    again = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    assert services.accept_referral(referral=again, by=bruno).status == "accepted"


def test_referral_of_an_erased_case_ends(ana, berta, bruno):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    referral = services.accept_referral(referral=factory.offer(by=ana, case=case), by=bruno)
    close_case(case=case, by=berta, reason="goals_met")
    officer = entities.user(role=Role.DATA_PROTECTION_OFFICER)
    asked = request_erasure(case=case, by=berta, basis="court_order")
    confirm_erasure(request=asked, by=officer)

    assert _sweep()["without_access"] == 1
    referral.refresh_from_db()
    assert referral.status == "cancelled"
