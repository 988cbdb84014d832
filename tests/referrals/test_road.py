"""The road of a referral: offered, answered, done, closed; and the run along it."""

import pytest

from cases.models import CaseCode, CaseGrant
from cases.permissions import can_work
from cases.selectors import open_parts
from core.exceptions import Conflict, PermissionRefused
from notices.models import Notice
from referrals import services
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def test_a_lane_of_another_kind_waits_to_be_referred(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)

    step = factory.step(run, "interview")
    assert (step.status, step.entity_id, step.sender_id) == ("to_refer", None, ana.entity_id)


def test_a_lane_of_the_owners_own_kind_needs_no_referral(bruno):
    run = factory.start(by=bruno)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=bruno)

    step = factory.step(run, "interview")
    assert (step.status, step.entity_id, step.how) == ("open", bruno.entity_id, "owner")


def test_offer_discloses_nothing_and_acceptance_opens_the_agreed_parts(ana, bruno):
    run, referral = factory.offered_run(ana)
    assert factory.step(run, "interview").status == "offered"
    assert open_parts(run.case, bruno.entity) == frozenset()
    assert not CaseCode.objects.filter(case=run.case, entity=bruno.entity).exists()

    services.accept_referral(referral=referral, by=bruno)

    step = factory.step(run, "interview")
    assert (step.status, step.entity_id) == ("open", bruno.entity_id)
    assert open_parts(run.case, bruno.entity) == {"offer", "summary"}
    assert can_work(bruno, run.case)


def test_the_receivers_steps_start_and_end_the_referral(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)

    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    referral.refresh_from_db()
    assert referral.status == "in_progress"
    assert factory.step(run, "report").status == "open"

    services.complete_step(step=factory.step(run, "report"), answers={}, by=bruno)
    referral.refresh_from_db()
    assert (referral.status, referral.outcome) == ("completed", "service_delivered")
    assert not can_work(bruno, run.case)
    assert factory.step(run, "word").entity_id == ana.entity_id

    services.complete_step(step=factory.step(run, "word"), answers={}, by=ana)
    run.refresh_from_db()
    assert (run.status, run.end_reason) == ("ended", "finished")


def test_send_without_consent_is_a_conflict(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)
    draft = factory.draft(by=ana, case=run.case, at=factory.step(run, "interview"))

    with pytest.raises(Conflict):
        services.send_referral(referral=draft, by=ana)
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_send_on_another_basis_needs_its_reason(ana):
    case = case_factory.open_case(by=ana)
    bare = factory.draft(by=ana, case=case, basis="vital_interest")
    with pytest.raises(Conflict):
        services.send_referral(referral=bare, by=ana)

    reasoned = factory.offer(by=ana, case=case, basis="vital_interest", basis_reason="In danger")
    assert reasoned.status == "requested"


def test_refusal_moves_the_run_on_and_takes_the_offer_back(ana):
    run, referral = factory.offered_run(ana)

    services.decline_step(step=factory.step(run, "interview"), reason="refused", by=ana)

    referral.refresh_from_db()
    assert (referral.status, referral.cancel_reason) == ("cancelled", "step_cancelled")
    assert factory.standing(run) == {"ask": "done", "interview": "declined", "info": "open"}


def test_missing_consent_never_traps_the_run(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)
    services.decline_step(step=factory.step(run, "interview"), reason="refused", by=ana)
    services.complete_step(step=factory.step(run, "info"), answers={}, by=ana)

    run.refresh_from_db()
    assert (run.status, run.end_reason) == ("ended", "her_decision")


def test_declined_goes_back_to_the_sender_who_sends_it_elsewhere(ana, bruno):
    run, referral = factory.offered_run(ana)
    services.reject_referral(referral=referral, reason="no_capacity", by=bruno)

    step = factory.step(run, "interview")
    assert (step.status, step.sender_id, step.for_coordinator) == (
        "to_refer", ana.entity_id, False,
    )  # fmt: skip
    again = factory.offer(by=ana, case=run.case, at=step)
    assert again.code != referral.code
    assert factory.step(run, "interview").status == "offered"


def test_declined_for_the_coordinator_says_so(ana, bruno):
    run, referral = factory.offered_run(ana)
    services.reject_referral(referral=referral, reason="person_unreachable", by=bruno)
    assert factory.step(run, "interview").for_coordinator is True


def test_question_and_answer(ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.ask_information(referral=referral, question="From when?", by=bruno)
    services.give_information(referral=referral, answer="From Monday.", by=ana)

    referral.refresh_from_db()
    assert referral.status == "requested"
    assert [message.text for message in referral.messages.all()] == ["From when?", "From Monday."]


def test_withdrawn_offer_cannot_be_accepted(ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.cancel_referral(referral=referral, by=ana)
    with pytest.raises(Conflict):
        services.accept_referral(referral=referral, by=bruno)


def test_accept_twice_is_a_conflict(ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    with pytest.raises(Conflict):
        services.accept_referral(referral=referral, by=bruno)
    assert CaseGrant.objects.filter(entity=bruno.entity).count() == 1


def test_complete_a_closed_step_is_a_conflict(ana):
    run = factory.start(by=ana)
    step = factory.step(run, "ask")
    services.complete_step(step=step, answers={"agrees": False}, by=ana)
    with pytest.raises(Conflict):
        services.complete_step(step=step, answers={"agrees": False}, by=ana)


def test_ending_a_run_closes_referrals_and_grants(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)

    services.end_run(run=run, reason="moved", by=ana)

    run.refresh_from_db()
    referral.refresh_from_db()
    assert (run.status, run.end_reason, run.ended_by) == ("ended", "moved", ana)
    assert referral.status == "completed"
    assert factory.standing(run)["report"] == "cancelled"
    assert not can_work(bruno, run.case)
    assert referral.grant.closed_by == ana


def test_ending_a_run_cancels_what_was_not_begun(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.end_run(run=run, reason="contact_lost", by=ana)
    referral.refresh_from_db()
    assert (referral.status, referral.cancel_reason) == ("cancelled", "run_ended")
    assert not can_work(bruno, run.case)


def test_only_the_owner_ends_a_run(ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    with pytest.raises(PermissionRefused):
        services.end_run(run=run, reason="moved", by=bruno)


def test_nobody_passes_on_what_she_does_not_see(ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    elsewhere = entities.entity(code="third", kinds=("shelter",))
    with pytest.raises(PermissionRefused):
        services.draft_referral(
            case=run.case,
            service=entities.service(entity=elsewhere, service_type="shelter"),
            terms=factory.terms(parts=("narrative",)),
            by=bruno,
        )


def test_both_sides_are_told(ana, berta, bruno):
    _run, referral = factory.offered_run(ana)
    assert list(Notice.objects.filter(user=bruno).values_list("kind", flat=True)) == [
        "referral_offered"
    ]
    services.accept_referral(referral=referral, by=bruno)
    for person in (ana, berta):
        kinds = Notice.objects.filter(user=person).values_list("kind", flat=True)
        assert list(kinds) == ["referral_accepted"]


def test_a_failed_referral_sends_its_steps_back(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.fail_referral(referral=referral, reason="She moved", by=bruno)
    step = factory.step(run, "interview")
    assert (step.status, step.entity_id) == ("to_refer", None)
    assert not can_work(bruno, run.case)


def test_referral_by_hand_lives_without_a_run(ana, bruno):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    referral = factory.offer(by=ana, case=case)
    services.accept_referral(referral=referral, by=bruno)
    services.start_referral(referral=referral, by=bruno)
    services.hold_referral(referral=referral, reason="Waits for papers", by=bruno)
    services.resume_referral(referral=referral, by=bruno)
    services.complete_referral(referral=referral, outcome="service_delivered", by=bruno)

    referral.refresh_from_db()
    assert (referral.status, referral.outcome) == ("completed", "service_delivered")
    assert not can_work(bruno, case)
