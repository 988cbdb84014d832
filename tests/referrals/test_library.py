"""The first flowchart of the library, from its start to the accepted specialised referral."""

import pytest
from django.urls import reverse

from cases.permissions import can_work
from core.exceptions import Conflict
from referrals import services
from referrals.models import Run
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory
from tests.referrals.addresses import at, code_of

pytestmark = pytest.mark.django_db
P1, P2 = "p1_detection_identification.es", "p2_first_reception.es"


def _do(run, element, by, **answers):
    services.complete_step(step=factory.step(run, element), answers=answers, by=by)


def _start_p1(ana):
    entities.receiving_entity()
    run = factory.start(version=factory.library(P1), by=ana)
    case_factory.consent(case=run.case, purpose="case_record", recipient_kind="")
    return run


def test_p1_up_to_the_accepted_specialised_referral(ana, bruno):
    run = _start_p1(ana)
    factory.agrees(run.case)
    _do(run, "t1", ana, minor_or_doubt=False, emergency=False, danger=False)
    _do(run, "t2", ana, agrees_referral=True)
    assert factory.standing(run) == {"t1": "done", "t2": "done", "t5": "to_refer"}

    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "t5"))
    assert referral.consents == ["referral_specialised"]
    services.accept_referral(referral=referral, by=bruno)
    _do(run, "t5", bruno, finding="trafficking")

    assert factory.step(run, "t8").entity_id == bruno.entity_id
    referral.refresh_from_db()
    assert referral.status == "in_progress"


def test_p1_refused_runs_on_to_its_end(ana):
    run = _start_p1(ana)
    _do(run, "t1", ana, minor_or_doubt=False, emergency=False, danger=False)
    services.decline_step(step=factory.step(run, "t2"), reason="refused", by=ana)
    _do(run, "t3", ana, may_contact=False)
    run.refresh_from_db()
    assert (run.status, run.end_reason) == ("ended", "her_decision")


def test_p1_links_p2_where_it_is_in_force(ana):
    factory.library(P2)
    run = _start_p1(ana)
    _do(run, "t1", ana, minor_or_doubt=False, emergency=False, danger=True)

    linked = Run.objects.exclude(pk=run.pk).get()
    assert (linked.number, linked.parent, linked.case) == (2, run, run.case)
    assert factory.standing(linked)["t1"] == "open"
    assert factory.standing(run)["t2"] == "open"


def test_p1_leaves_what_is_not_published_to_the_coordinator(client, ana):
    run = _start_p1(ana)
    _do(run, "t1", ana, minor_or_doubt=True, emergency=False, danger=False)

    run.refresh_from_db()
    assert (run.status, run.end_reason) == ("ended", "superseded")
    step = factory.step(run, "c4")
    assert (step.status, step.kind, step.for_coordinator) == ("open", "start_by_hand", True)
    client.force_login(ana)
    page = client.get(at("step", run, ana, "c4")).content.decode()
    assert "She refuses" not in page
    assert "It no longer applies" in page
    assert client.post(at("decline_step", run, ana, "c4"), {"reason": "refused"}).status_code == 200
    with pytest.raises(Conflict):
        services.decline_step(step=step, reason="refused", by=ana)
    told = "Another flowchart is to be started by hand"
    panel = reverse("referrals:case_runs", args=[code_of(run, ana)])
    assert told in client.get(at("run", run, ana)).content.decode()
    assert told in client.get(panel).content.decode()

    services.complete_step(step=step, answers={}, by=ana)
    assert factory.step(run, "c4").status == "done"
    assert "Superseded by another run" in client.get(panel).content.decode()


def test_a_flowchart_runs_once_on_a_case(ana):
    run = _start_p1(ana)
    with pytest.raises(Conflict):
        services.start_run(case=run.case, version=run.version, by=ana)
    services.end_run(run=run, reason="opened_in_error", by=ana)
    again = services.start_run(case=run.case, version=run.version, by=ana)
    assert again.number == 2


def test_the_police_that_does_not_sign_in_is_recorded_by_the_owner(ana, bruno):
    entities.entity(code="ertzaintza", kinds=("police",), participation="recorded")
    run = _start_p1(ana)
    factory.agrees(run.case)
    case_factory.consent(case=run.case, purpose="police_contact", recipient_kind="police")
    _do(run, "t1", ana, minor_or_doubt=False, emergency=False, danger=False)
    _do(run, "t2", ana, agrees_referral=True)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "t5"))
    services.accept_referral(referral=referral, by=bruno)
    _do(run, "t5", bruno, finding="trafficking")
    task = referral.run.version and factory.step(run, "t8")
    from protocols.selectors import definition_of

    fields = definition_of(run.version).steps["t8"].fields
    _do(run, task.element, bruno, **{field.name: True for field in fields})

    step = factory.step(run, "t9")
    assert (step.status, step.how, step.entity_id) == ("open", "recorded", ana.entity_id)
    from django.utils import timezone

    services.record_step(
        step=step,
        answers={"police_finding": "not_confirmed", "irregular": False},
        on=timezone.localdate(),
        source="letter",
        by=ana,
    )
    assert factory.step(run, "t9").recorded_source == "letter"
    assert can_work(bruno, run.case)
