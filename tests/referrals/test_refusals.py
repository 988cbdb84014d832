"""What is refused, with what; and what is put right."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.permissions import can_work
from cases.services import close_case
from core.exceptions import Conflict, PermissionRefused
from notices.models import Notice
from protocols import services as protocols
from protocols.engine import Event, EventKind
from referrals import services
from referrals.models import Referral, Run, Step
from referrals.services.board import Board
from referrals.services.codes import all_known, known
from referrals.services.lanes import place
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def _close(case, by):
    close_case(case=case, by=by, reason="person_decision")


def test_codes_are_those_of_the_vocabulary():
    with pytest.raises(ValueError, match="no_such"):
        known("referral_urgency", "no_such")
    assert all_known("disclosure_part", ["plan", "summary", "plan"]) == ["summary", "plan"]


def test_a_stranger_neither_refers_nor_starts(ana, carla):
    case = case_factory.open_case(by=ana)
    version = factory.road()
    with pytest.raises(PermissionRefused):
        factory.draft(by=carla, case=case)
    with pytest.raises(PermissionRefused):
        services.start_run(case=case, version=version, by=carla)


def test_a_stranger_does_no_step(ana, carla):
    run = factory.start(by=ana)
    with pytest.raises(PermissionRefused):
        services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=carla)


def test_a_version_no_longer_in_force_is_not_started(ana):
    old = factory.road()
    factory.publish(bytes(old.xml).replace(b'name="ask"', b'name="ask her"'))
    old.refresh_from_db()
    with pytest.raises(Conflict):
        services.start_run(case=case_factory.open_case(by=ana), version=old, by=ana)


def test_a_draft_of_a_flowchart_is_not_started(ana):
    draft = protocols.add_draft(xml=bytes(factory.road().xml) + b"\n", by=None)
    with pytest.raises(Conflict):
        services.start_run(case=case_factory.open_case(by=ana), version=draft, by=ana)


def test_nothing_goes_on_on_a_closed_case_but_its_end(ana, bruno, monkeypatch):
    run, referral = factory.offered_run(ana)
    version = factory.calling()
    # A case that was closed before the rule that its road ends first.
    monkeypatch.setattr("cases.selectors.cases.open_business", [])
    _close(run.case, ana)
    with pytest.raises(Conflict):
        services.accept_referral(referral=referral, by=bruno)
    with pytest.raises(Conflict):
        services.start_run(case=Run.objects.get(pk=run.pk).case, version=version, by=ana)
    with pytest.raises(Conflict):
        services.decline_step(step=factory.step(run, "interview"), reason="refused", by=ana)
    services.end_run(run=run, reason="finished", by=ana)
    referral.refresh_from_db()
    assert referral.status == "cancelled"


def test_a_closed_case_is_not_referred(ana):
    case = case_factory.open_case(by=ana)
    _close(case, ana)
    case.refresh_from_db()
    with pytest.raises(Conflict):
        factory.draft(by=ana, case=case)


def test_a_service_that_left_the_directory_takes_nothing(ana):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    draft = factory.draft(by=ana, case=case)
    draft.service.is_active = False
    draft.service.save(update_fields=["is_active"])
    with pytest.raises(Conflict):
        services.send_referral(referral=draft, by=ana)


def test_sensitive_parts_need_their_own_consent(ana):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    draft = factory.draft(by=ana, case=case, parts=("summary", "health"))
    with pytest.raises(Conflict, match="health"):
        services.send_referral(referral=draft, by=ana)
    case_factory.consent(case=case, purpose="share_health")
    assert services.send_referral(referral=draft, by=ana).status == "requested"


def test_a_mandatory_notice_does_not_rest_on_consent(ana):
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("tell", mandatoryNotice="true", basis="ES_CHILD")
        + factory.other("endEvent", "e_ok")
    )
    flows = factory.flow("s", "tell") + factory.flow("tell", "e_ok")
    xml = factory.bpmn("child_protection", {"own": ("s",), "ngo": ("tell", "e_ok")}, nodes, flows)
    entities.receiving_entity()
    run = factory.start(version=factory.publish(xml), by=ana)
    step = factory.step(run, "tell")
    with pytest.raises(Conflict):
        factory.draft(by=ana, case=run.case, at=step)
    offered = factory.offer(
        by=ana, case=run.case, at=step, basis="legal_duty", basis_reason="A minor in danger"
    )
    assert offered.status == "requested"


def test_answers_have_to_be_there_and_of_the_field(ana):
    run = factory.start(by=ana)
    step = factory.step(run, "ask")
    with pytest.raises(ValidationError):
        services.complete_step(step=step, answers={}, by=ana)
    with pytest.raises(ValidationError):
        services.complete_step(step=step, answers={"agrees": "perhaps"}, by=ana)
    with pytest.raises(ValueError, match="other"):
        services.complete_step(step=step, answers={"agrees": True, "other": True}, by=ana)
    assert factory.step(run, "ask").status == "open"


def test_what_has_not_happened_yet_is_not_recorded(ana):
    entities.entity(code="police", kinds=("police",), participation="recorded")
    run = factory.start(version=factory.waiting_hour(), by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    services.sweep_timers(now=factory.later(2))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        services.record_step(
            step=factory.step(run, "interview"), answers={}, on=tomorrow, source="letter", by=ana
        )


def test_a_step_without_its_consent_is_not_done(ana, bruno):
    run = factory.start(version=factory.library("p1_detection_identification.es"), by=ana)
    answers = {"minor_or_doubt": False, "emergency": False, "danger": False}
    services.complete_step(step=factory.step(run, "t1"), answers=answers, by=ana)
    with pytest.raises(Conflict):
        services.complete_step(
            step=factory.step(run, "t2"), answers={"agrees_referral": True}, by=ana
        )


def test_a_referral_whose_steps_wait_is_not_completed_by_hand(ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    services.start_referral(referral=referral, by=bruno)
    with pytest.raises(Conflict):
        services.complete_referral(referral=referral, outcome="service_delivered", by=bruno)


def test_an_error_is_struck_and_what_it_opened_closes(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.strike_referral(referral=referral, by=ana)
    referral.refresh_from_db()
    assert referral.status == "entered_in_error"
    assert not can_work(bruno, run.case)
    assert factory.step(run, "interview").status == "to_refer"


def test_a_declined_referral_by_hand_has_no_step_to_hand_over(ana, bruno):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    referral = factory.offer(by=ana, case=case)
    services.reject_referral(referral=referral, reason="other", by=bruno)
    assert Referral.objects.get().status == "rejected"


def test_a_step_to_start_by_hand_may_be_declined(ana):
    run = factory.start(version=factory.calling(), by=ana)
    services.decline_step(step=factory.step(run, "call"), reason="not_applicable", by=ana)
    assert factory.step(run, "call").outcome == "not_applicable"
    assert factory.step(run, "ask").status == "open"


def test_a_called_flowchart_that_runs_already_is_gone_on_with(ana):
    version = factory.road()
    case = case_factory.open_case(by=ana)
    services.start_run(case=case, version=version, by=ana)
    services.start_run(case=case, version=factory.calling("first_reception"), by=ana)
    assert Run.objects.filter(case=case).count() == 2
    assert not Step.objects.filter(element="call").exists()


def test_a_step_in_no_lane_stays_with_the_owner():
    owner = entities.referring_entity()
    placed = place(Run(owner=owner), None, steps=[], referrals=[])
    assert (placed.entity_id, placed.how) == (owner.pk, "owner")


def test_a_step_opened_and_cancelled_in_one_move_was_never_there(ana):
    run = factory.start(by=ana)
    board = Board(run, by=ana)
    board.apply(
        board.state,
        [Event(EventKind.STEP_OPENED, "info"), Event(EventKind.STEP_CANCELLED, "info")],
    )
    assert factory.standing(run) == {"ask": "open"}


def test_a_receiver_that_has_left_the_case_is_not_asked_to_send_on(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    services.fail_referral(referral=referral, reason="No staff", by=bruno)
    step = factory.step(run, "report")
    assert (step.status, step.entity_id) == ("to_refer", None)
    assert step.sender_id == ana.entity_id


def _onward(ana, bruno):
    """The NGO's only step is done, and the police's comes next: the NGO has left the case."""
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("interview", consent="referral_specialised")
        + factory.task("protect")
        + factory.other("endEvent", "e_ok")
    )
    flows = (
        factory.flow("s", "interview")
        + factory.flow("interview", "protect")
        + factory.flow("protect", "e_ok")
    )
    lanes = {"own": ("s", "e_ok"), "ngo": ("interview",), "pol": ("protect",)}
    entities.receiving_entity()
    entities.entity(code="police", kinds=("police",))
    version = factory.publish(factory.bpmn("employment_inclusion", lanes, nodes, flows))
    run = factory.start(version=version, by=ana)
    factory.agrees(run.case)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    return run, services.accept_referral(referral=referral, by=bruno)


def test_what_an_entity_that_left_would_send_on_is_the_owners_to_send(ana, berta, bruno):
    run, _referral = _onward(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)

    step = factory.step(run, "protect")
    assert (step.status, step.sender_id) == ("to_refer", ana.entity_id)
    assert not can_work(bruno, run.case)
    kinds = Notice.objects.filter(user=berta).values_list("kind", flat=True)
    assert "step_unresolved" in set(kinds)


def test_a_sender_that_left_gets_nothing_back(ana, bruno):
    """The NGO has sent the step on and left; the police declines: the owner looks further."""
    run, referral = _onward(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    referral.refresh_from_db()
    police = entities.coordinator(entity=entities.entity(code="police"), name="Pilar")
    onward = services.draft_referral(
        case=run.case,
        service=entities.service(entity=police.entity, service_type="security"),
        terms=factory.terms(basis="public_task", basis_reason="Threats"),
        step=factory.step(run, "protect"),
        by=ana,
    )
    services.send_referral(referral=onward, by=ana)
    Referral.objects.filter(pk=onward.pk).update(referring_entity=bruno.entity)
    services.reject_referral(referral=onward, reason="no_capacity", by=police)
    assert factory.step(run, "protect").sender_id == ana.entity_id
