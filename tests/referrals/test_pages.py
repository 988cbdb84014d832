"""The pages of the road, as people walk it."""

import pytest
from django.urls import reverse

from audit.models import Event
from core.codes import show_code
from referrals import services
from referrals.models import Referral, Run
from tests.factories import cases as case_factory
from tests.factories import referrals as factory
from tests.referrals.addresses import at, code_of

pytestmark = pytest.mark.django_db


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
    found = client.get(at("run", run, bruno)).context["steps"]
    assert [(line["label"], line["state"], line["note"]) for line in found] == [
        ("With another service", "", ""),
        ("interview", "current", "Entity B"),
    ]
    steps = page[page.index('id="steps"') : page.index('id="drawing"')]
    assert "ask" not in steps
    assert client.get(at("step", run, bruno, "ask")).status_code == 404


def test_the_receiver_sees_only_flowcharts_it_has_a_part_in(client, ana, bruno):
    run, _referral = factory.accepted_run(ana, bruno)
    other = factory.start(version=factory.coming_of_age(), case=run.case, by=ana)
    client.force_login(bruno)
    panel = client.get(reverse("referrals:case_runs", args=[code_of(run, bruno)]))
    assert [row["title"] for row in panel.context["rows"]] == ["first_reception"]
    assert "international_protection" not in panel.content.decode()
    for path in (
        at("run", other, bruno),
        at("end_run", other, bruno),
        at("step", other, bruno, "plan"),
    ):
        assert client.get(path).status_code == 404
    client.force_login(ana)
    assert client.get(at("run", other, ana)).status_code == 200


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
