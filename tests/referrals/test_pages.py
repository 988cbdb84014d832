"""The pages of the road, as people walk it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.selectors import code_for
from core.codes import show_code
from referrals import services
from referrals.models import Referral, Run
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def code_of(run_or_case, user) -> str:
    case = getattr(run_or_case, "case", run_or_case)
    return show_code(code_for(case, user.entity))


def at(name: str, run, user, element: str = "") -> str:
    args = [code_of(run, user), run.number, *([element] if element else [])]
    return reverse(f"referrals:{name}", args=args)


def test_the_whole_road_by_its_pages(client, ana, bruno):  # noqa: PLR0915 -- one long road
    version = factory.road()
    service = factory.service()
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    code = code_of(case, ana)

    client.force_login(ana)
    start = reverse("referrals:start_run", args=[code])
    assert b"first_reception" in client.get(start).content
    assert client.post(start, {"protocol": str(version.protocol)}).status_code == 302
    run = Run.objects.get()
    assert client.get(at("run", run, ana)).status_code == 200
    assert client.get(at("step", run, ana, "ask")).status_code == 200
    client.post(at("complete_step", run, ana, "ask"), {"agrees": "yes"})
    assert factory.standing(run) == {"ask": "done", "interview": "to_refer"}

    terms = {
        "service": str(service.pk), "parts": ["summary"], "urgency": "urgent",
        "reason": "additional_services", "basis": "consent", "basis_reason": "",
    }  # fmt: skip
    assert client.get(at("refer_step", run, ana, "interview")).status_code == 200
    answer = client.post(at("refer_step", run, ana, "interview"), terms)
    referral = Referral.objects.get()
    page = reverse("referrals:detail", args=[show_code(referral.code)])
    assert answer.headers["Location"] == page
    assert b"Send the referral" in client.get(page).content
    client.post(reverse("referrals:send", args=[show_code(referral.code)]))

    client.force_login(bruno)
    assert client.get(reverse("referrals:inbox")).status_code == 200
    offer = client.get(page).content.decode()
    assert "21-23" in offer
    assert code not in offer
    answer = client.post(reverse("referrals:accept", args=[show_code(referral.code)]), follow=True)
    assert code_of(case, bruno) in answer.content.decode()
    assert client.get(at("step", run, bruno, "interview")).status_code == 200

    client.force_login(ana)
    assert b"Accepted" in client.get(page).content
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {
        "run:started", "run:viewed", "step:viewed", "step:completed", "referral:drafted",
        "referral:viewed", "referral:sent", "inbox:listed", "referral:accepted", "grant:opened",
    }  # fmt: skip


@pytest.mark.parametrize("act", ["accept", "reject", "ask"])
def test_the_sender_does_not_answer_her_own_offer(client, ana, act):
    _run, referral = factory.offered_run(ana)
    client.force_login(ana)
    data = {"reason": "no_capacity", "question": "Why?"}
    answer = client.post(reverse(f"referrals:{act}", args=[show_code(referral.code)]), data)
    assert answer.status_code == 403
    referral.refresh_from_db()
    assert referral.status == "requested"


def test_accept_twice_answers_409_and_says_how_it_stands(client, ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    client.force_login(bruno)
    answer = client.post(reverse("referrals:accept", args=[show_code(referral.code)]))
    assert answer.status_code == 409
    assert "Accepted" in answer.content.decode()


def test_accept_after_withdrawal_answers_409(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.cancel_referral(referral=referral, by=ana)
    client.force_login(bruno)
    answer = client.post(reverse("referrals:accept", args=[show_code(referral.code)]))
    assert answer.status_code == 409


def test_strangers_get_404(client, ana, carla):
    run, referral = factory.offered_run(ana)
    client.force_login(carla)
    code = code_of(run, ana)
    for path in (
        reverse("referrals:detail", args=[show_code(referral.code)]),
        reverse("referrals:detail", args=["K7Q4-M9TR-V"]),
        reverse("referrals:detail", args=["nonsense"]),
        reverse("referrals:run", args=[code, 1]),
        reverse("referrals:step", args=[code, 1, "ask"]),
        reverse("referrals:case_runs", args=[code]),
        reverse("referrals:case_referrals", args=[code]),
        reverse("referrals:refer_case", args=[code]),
        reverse("referrals:start_run", args=[code]),
    ):
        assert client.get(path).status_code == 404, path


def test_an_offer_does_not_open_the_case(client, ana, bruno):
    run, _referral = factory.offered_run(ana)
    client.force_login(bruno)
    assert client.get(reverse("referrals:run", args=[code_of(run, ana), 1])).status_code == 404


def test_a_draft_is_not_there_for_the_receiver(client, ana, bruno):
    case = case_factory.open_case(by=ana)
    draft = factory.draft(by=ana, case=case)
    client.force_login(bruno)
    page = reverse("referrals:detail", args=[show_code(draft.code)])
    assert client.get(page).status_code == 404


def test_the_receiver_sees_only_her_own_steps(client, ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    client.force_login(bruno)
    page = client.get(at("run", run, bruno)).content.decode()
    assert "With another service" in page
    assert client.get(at("step", run, bruno, "ask")).status_code == 404


def test_a_form_keeps_what_was_typed_and_says_what_is_missing(client, ana):
    case = case_factory.open_case(by=ana)
    service = factory.service()
    client.force_login(ana)
    path = reverse("referrals:refer_case", args=[code_of(case, ana)])
    data = {
        "service": str(service.pk), "urgency": "urgent", "reason": "safety",
        "basis": "vital_interest", "basis_reason": "  ",
    }  # fmt: skip
    answer = client.post(f"{path}?need=social_accompaniment", data)
    assert answer.status_code == 200
    assert "Write why you go without her consent." in answer.content.decode()
    assert Referral.objects.count() == 0


def test_a_missing_consent_offers_no_completion_but_the_refusal(client, ana, bruno):
    run, referral = factory.offered_run(ana)
    services.accept_referral(referral=referral, by=bruno)
    from cases.models import Consent
    from cases.services import withdraw_consent

    withdraw_consent(consent=Consent.objects.get(), by=ana)
    client.force_login(bruno)
    page = client.get(at("step", run, bruno, "interview")).content.decode()
    assert "missing" in page
    assert "The step is done" not in page
    assert "Close the step" in page
    done = client.post(at("complete_step", run, bruno, "interview"))
    assert done.status_code == 409


def test_end_run_by_its_page(client, ana):
    run = factory.start(by=ana)
    client.force_login(ana)
    assert client.get(at("end_run", run, ana)).status_code == 200
    assert client.post(at("end_run", run, ana), {"reason": ""}).status_code == 200
    client.post(at("end_run", run, ana), {"reason": "moved"})
    run.refresh_from_db()
    assert run.end_reason == "moved"
    assert client.post(at("end_run", run, ana), {"reason": "moved"}).status_code == 409


def test_panels_render_as_page_and_as_fragment(client, ana):
    run, _referral = factory.offered_run(ana)
    client.force_login(ana)
    for name in ("case_runs", "case_referrals"):
        path = reverse(f"referrals:{name}", args=[code_of(run, ana)])
        assert b"<html" in client.get(path).content
        assert b"<html" not in client.get(path, headers={"HX-Request": "true"}).content


def test_people_who_work_no_cases_are_refused(client, aurora):
    client.force_login(aurora)
    for name in ("worklist", "inbox"):
        assert client.get(reverse(f"referrals:{name}")).status_code == 403


def test_the_worklist_shows_steps_and_offers(client, ana, bruno):
    run, referral = factory.offered_run(ana)
    client.force_login(bruno)
    assert show_code(referral.code) in client.get(reverse("referrals:worklist")).content.decode()
    client.force_login(ana)
    page = client.get(reverse("referrals:worklist")).content.decode()
    assert show_code(referral.code) in page
    services.cancel_referral(referral=referral, by=ana)
    page = client.get(reverse("referrals:worklist") + "?show=to_refer").content.decode()
    assert code_of(run, ana) in page


@pytest.mark.parametrize("name", ["worklist", "inbox"])
def test_lists_cost_the_same_with_1_and_25_rows(
    client, ana, bruno, name, django_assert_max_num_queries
):
    version = factory.road()

    def fill(count: int) -> int:
        for _number in range(count):
            run = factory.start(by=ana, version=version)
            factory.agrees(run.case)
            services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)
            factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
            factory.start(by=bruno, version=version)
        client.force_login(bruno)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.get(reverse(f"referrals:{name}"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(f"referrals:{name}")).status_code == 200
        return len(found)

    assert fill(1) == fill(24)


def test_what_the_police_did_is_recorded_by_its_page(client, ana):
    entities.entity(code="police", kinds=("police",), participation="recorded")
    run = factory.start(version=factory.waiting_hour(), by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={}, by=ana)
    services.sweep_timers(now=factory.later(2))
    client.force_login(ana)

    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    path = at("record_step", run, ana, "interview")
    late = client.post(path, {"recorded_on": tomorrow, "recorded_source": "letter"})
    assert "This day has not come yet." in late.content.decode()
    assert "The step is done" not in late.content.decode()

    today = timezone.localdate().isoformat()
    assert client.post(path, {"recorded_on": today, "recorded_source": "letter"}).status_code == 302
    assert factory.step(run, "interview").recorded_source == "letter"
    assert "Letter" in client.get(at("step", run, ana, "interview")).content.decode()


def test_a_step_is_declined_by_its_page(client, ana):
    run = factory.start(by=ana)
    client.force_login(ana)
    path = at("decline_step", run, ana, "ask")
    assert client.post(path, {"reason": "because"}).status_code == 200
    assert client.post(path, {"reason": "not_applicable"}).status_code == 302
    assert factory.step(run, "ask").outcome == "not_applicable"
    assert client.post(path, {"reason": "refused"}).status_code == 409


def test_answers_are_asked_for_beside_the_field(client, ana):
    run = factory.start(by=ana)
    client.force_login(ana)
    page = client.post(at("complete_step", run, ana, "ask"), {}).content.decode()
    assert "This field is required." in page
    assert factory.step(run, "ask").status == "open"


def test_a_status_is_proposed_and_a_person_confirms_it(client, ana, bruno):
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("report", effect="victim_status:detected victim_status:not_victim")
        + factory.task("word")
        + factory.other("endEvent", "e_ok")
    )
    flows = factory.flow("s", "report") + factory.flow("report", "word")
    xml = factory.bpmn(
        "child_protection",
        {"own": ("s", "report", "word", "e_ok")},
        nodes,
        flows + factory.flow("word", "e_ok"),
    )
    run = factory.start(version=factory.publish(xml), by=ana)
    client.force_login(ana)
    done = client.post(at("complete_step", run, ana, "report"))
    assert done.headers["Location"] == at("step", run, ana, "report")
    assert "A status to record?" in client.get(done.headers["Location"]).content.decode()
    assert not run.case.statuses.exists()

    path = at("confirm_status", run, ana, "report")
    assert client.post(path, {"victim_status": "identified"}).status_code == 200
    client.post(path, {"victim_status": "not_victim"})
    assert [row.victim_status for row in run.case.statuses.all()] == ["not_victim"]


def test_question_and_answer_by_their_pages(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    code = show_code(referral.code)
    client.force_login(bruno)
    assert client.get(reverse("referrals:ask", args=[code])).status_code == 200
    client.post(reverse("referrals:ask", args=[code]), {"question": "From which day?"})
    client.force_login(ana)
    page = reverse("referrals:detail", args=[code])
    assert "From which day?" in client.get(page).content.decode()
    client.post(reverse("referrals:inform", args=[code]), {"answer": "From Monday."})
    client.force_login(bruno)
    assert "From Monday." in client.get(page).content.decode()


def test_a_declined_referral_says_who_and_what_next_and_shows_no_offer(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    code = show_code(referral.code)
    client.force_login(bruno)
    assert client.post(reverse("referrals:reject", args=[code]), {"reason": ""}).status_code == 200
    client.post(reverse("referrals:reject", args=[code]), {"reason": "no_capacity", "note": ""})
    page = reverse("referrals:detail", args=[code])
    assert "21-23" not in client.get(page).content.decode()
    client.force_login(ana)
    told = client.get(page).content.decode()
    assert "The service declined: No capacity" in told
    assert "look for another service" in told


def test_the_receiver_whose_access_ended_with_the_step_goes_to_her_work(client, ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)
    client.force_login(bruno)
    done = client.post(at("complete_step", run, bruno, "report"))
    assert done.headers["Location"] == reverse("referrals:worklist")
    assert client.get(done.headers["Location"]).status_code == 200


def test_a_flowchart_to_start_by_hand_says_which(client, ana):
    run = factory.start(version=factory.calling(), by=ana)
    client.force_login(ana)
    page = client.get(at("step", run, ana, "call")).content.decode()
    assert "Start it by hand" in page
    assert client.post(at("complete_step", run, ana, "call")).status_code == 302
    assert factory.step(run, "call").status == "done"


def test_starting_an_unknown_flowchart_is_404(client, ana):
    case = case_factory.open_case(by=ana)
    client.force_login(ana)
    path = reverse("referrals:start_run", args=[code_of(case, ana)])
    assert client.post(path, {"protocol": "nothing-es"}).status_code == 404


def test_refer_by_hand_asks_the_need_first(client, ana):
    factory.service()
    case = case_factory.open_case(by=ana)
    client.force_login(ana)
    path = reverse("referrals:refer_case", args=[code_of(case, ana)])
    assert "What does she need?" in client.get(path).content.decode()
    assert "Entity B" in client.get(f"{path}?need=social_accompaniment").content.decode()
    assert "No service" in client.get(f"{path}?need=voluntary_return").content.decode()


def test_text_no_column_takes_is_400(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    client.force_login(bruno)
    path = reverse("referrals:ask", args=[show_code(referral.code)])
    assert client.post(path, {"question": "a\x00b"}).status_code == 400
    assert referral.messages.count() == 0


def test_a_note_too_long_is_told_beside_the_field(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    client.force_login(bruno)
    path = reverse("referrals:ask", args=[show_code(referral.code)])
    answer = client.post(path, {"question": "x" * 20_001})
    assert "20000" in answer.content.decode()
    assert referral.messages.count() == 0


def test_a_referral_is_found_by_the_code_somebody_said(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    client.force_login(bruno)
    path = reverse("referrals:inbox")
    said = show_code(referral.code).lower().replace("-", " ")
    found = client.get(path, {"code": said})
    assert found.headers["Location"] == reverse("referrals:detail", args=[show_code(referral.code)])
    wrong = client.get(path, {"code": "nonsense"}).content.decode()
    assert "nine letters and digits" in wrong
    assert 'value="nonsense"' in wrong


def test_the_sender_reads_why(client, ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    services.hold_referral(referral=referral, reason="Waits for the papers", by=bruno)
    client.force_login(ana)
    page = reverse("referrals:detail", args=[show_code(referral.code)])
    assert "Waits for the papers" in client.get(page).content.decode()


def test_the_owner_of_the_run_does_not_read_what_two_others_write(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.ask_information(referral=referral, question="From which day?", by=bruno)
    third = entities.entity(code="third", kinds=("shelter",))
    Referral.objects.filter(pk=referral.pk).update(referring_entity=third)
    client.force_login(ana)
    page = client.get(reverse("referrals:detail", args=[show_code(referral.code)])).content.decode()
    assert "Information requested" in page
    assert "From which day?" not in page
