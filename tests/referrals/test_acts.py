"""What people do on the pages, and what the pages then say."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.codes import show_code
from core.exceptions import Conflict
from referrals import services
from referrals.models import Referral
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory
from tests.referrals.addresses import at, code_of

pytestmark = pytest.mark.django_db


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
    early = client.post(at("confirm_status", run, ana, "report"), {"victim_status": "detected"})
    assert early.status_code == 409
    done = client.post(at("complete_step", run, ana, "report"))
    assert done.headers["Location"] == at("step", run, ana, "report")
    assert "A status to record?" in client.get(done.headers["Location"]).content.decode()
    assert not run.case.statuses.exists()
    word = factory.step(run, "word")
    with pytest.raises(Conflict):
        services.confirm_status(step=word, status="detected", by=ana)
    with pytest.raises(ValueError, match="identified"):
        services.confirm_status(step=factory.step(run, "report"), status="identified", by=ana)

    path = at("confirm_status", run, ana, "report")
    assert client.post(path, {"victim_status": "identified"}).status_code == 200
    client.post(path, {"victim_status": "not_victim"})
    assert [row.victim_status for row in run.case.statuses.all()] == ["not_victim"]
    assert client.post(path, {"victim_status": "detected"}).status_code == 409
    assert run.case.statuses.count() == 1
    page = client.get(at("step", run, ana, "report")).content.decode()
    assert "A status to record?" not in page


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


@pytest.mark.parametrize("number", [0, 2, 10**30])
def test_a_run_that_is_not_there_is_404(client, ana, number):
    run = factory.start(by=ana)
    client.force_login(ana)
    code = code_of(run, ana)
    assert client.get(reverse("referrals:run", args=[code, number])).status_code == 404
    assert client.get(reverse("referrals:step", args=[code, 1, "nowhere"])).status_code == 404


@pytest.mark.parametrize(
    "asked", ["?page=nonsense", "?page=999", "?show=nonsense", "?tab=nonsense"]
)
def test_nonsense_in_the_address_of_a_list_shows_the_list(client, ana, asked):
    client.force_login(ana)
    for name in ("worklist", "inbox"):
        assert client.get(reverse(f"referrals:{name}") + asked).status_code == 200
