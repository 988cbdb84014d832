"""What she agreed to, and what waits for whom: at each step of a referral."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.permissions import can_work
from core.codes import show_code
from core.exceptions import Conflict
from protocols.selectors import definition_of
from referrals import services
from referrals.models import Referral
from referrals.selectors.steps import missing_consents
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory
from tests.referrals.addresses import at, code_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answer", "agreed", "asked"),
    [
        ("given", [], "summary"),
        ("given", ["summary"], "narrative"),
        ("given_limited", ["summary"], "contact_card"),
        ("given_limited", ["plan"], "summary"),
    ],
)
def test_nothing_opens_that_she_did_not_agree_to_share(ana, bruno, answer, agreed, asked):
    case = case_factory.open_case(by=ana)
    case_factory.consent(case=case, status=answer, parts=agreed)
    referral = factory.draft(by=ana, case=case, parts=(*agreed, asked))
    with pytest.raises(Conflict, match="share this with them"):
        services.send_referral(referral=referral, by=ana)
    case_factory.consent(case=case, status="given_limited", parts=[*agreed, asked])
    services.send_referral(referral=referral, by=ana)
    assert services.accept_referral(referral=referral, by=bruno).grant.parts == sorted(
        [*agreed, asked]
    )


def test_a_consent_that_shrank_since_the_offer_stops_the_acceptance(ana, bruno):
    _run, referral = factory.offered_run(ana)
    case_factory.consent(case=referral.case, status="given_limited", parts=["plan"])
    with pytest.raises(Conflict, match="share this with them"):
        services.accept_referral(referral=referral, by=bruno)
    assert services.sweep_timers()["withdrawn"] == 1


def test_a_flowchart_to_start_by_hand_is_not_recorded_for_others(client, ana):
    run = factory.start(version=factory.calling(), by=ana)
    client.force_login(ana)
    data = {"recorded_on": timezone.localdate().isoformat(), "recorded_source": "letter"}
    assert client.post(at("record_step", run, ana, "call"), data).status_code == 409
    assert factory.step(run, "call").status == "open"


def test_a_step_rests_on_her_consent_for_the_entity_that_has_it(ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    another = entities.entity(code="another", kinds=("specialised_ngo",))
    step = factory.step(run, "interview")

    def lacking() -> list[str]:
        return missing_consents(run, definition_of(run.version), step, referrals=[referral])

    case_factory.consent(case=run.case, recipient_entity=another, status="refused")
    assert lacking() == []
    case_factory.consent(case=run.case, recipient_entity=bruno.entity, status="refused")
    case_factory.consent(case=run.case, recipient_entity=another)
    assert lacking() == ["referral_specialised"]


def test_one_need_goes_to_one_service_at_a_time(ana):
    case = case_factory.open_case(by=ana)
    factory.agrees(case)
    first, second = factory.draft(by=ana, case=case), factory.draft(by=ana, case=case)
    services.send_referral(referral=first, by=ana)
    for again in (
        lambda: services.send_referral(referral=second, by=ana),
        lambda: factory.draft(by=ana, case=case),
    ):
        with pytest.raises(Conflict, match="this need already"):
            again()
    legal = factory.service(service_type="legal")
    services.draft_referral(case=case, service=legal, terms=factory.terms(), by=ana)
    factory.draft(by=ana, case=case_factory.open_case(by=ana))
    services.cancel_referral(referral=first, by=ana)
    assert services.send_referral(referral=second, by=ana).status == "requested"


def test_the_form_keeps_to_what_she_agreed_to_share(client, ana):
    service, case = factory.service(), case_factory.open_case(by=ana)
    case_factory.consent(case=case, parts=["plan"])
    client.force_login(ana)
    path = reverse("referrals:refer_case", args=[code_of(case, ana)])
    page = f"{path}?need=social_accompaniment"
    assert list(client.get(page).context["form"].initial["parts"]) == ["plan"]
    terms = {
        "service": str(service.pk), "urgency": "urgent", "reason": "safety", "basis": "consent",
        "basis_reason": "", "parts": ["plan", "narrative"],
    }  # fmt: skip
    refused = client.post(page, terms)
    assert "She has not agreed to share this with them: " in str(
        refused.context["form"].errors["parts"]
    )
    assert Referral.objects.count() == 0
    assert client.post(page, {**terms, "parts": ["plan"]}).status_code == 302


def test_a_draft_is_not_offered_to_be_sent_while_a_consent_is_missing(client, ana):
    case = case_factory.open_case(by=ana)
    draft = factory.draft(by=ana, case=case)
    client.force_login(ana)
    path = reverse("referrals:detail", args=[show_code(draft.code)])
    assert "Send the referral" not in client.get(path).content.decode()
    case_factory.consent(case=case)
    page = client.get(path).content.decode()
    assert "To share: Summary: missing" in " ".join(page.split())
    assert "Send the referral" not in page
    factory.agrees(case)
    assert "Send the referral" in client.get(path).content.decode()


def test_a_conflict_keeps_what_was_typed(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.cancel_referral(referral=referral, by=ana)
    client.force_login(bruno)
    path = reverse("referrals:ask", args=[show_code(referral.code)])
    answer = client.post(path, {"question": "From which day?"})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "From which day?" in told
    assert "no longer possible" in told


def test_a_conflict_says_its_cause_and_leads_back(client, ana):
    draft = factory.draft(by=ana, case=case_factory.open_case(by=ana))
    client.force_login(ana)
    code = show_code(draft.code)
    page = reverse("referrals:detail", args=[code])
    path = reverse("referrals:send", args=[code])
    refused = client.post(path, headers={"Referer": f"http://testserver{page}"})
    told = refused.content.decode()
    assert refused.status_code == 409
    assert "This cannot be done now" in told
    assert "faster" not in told
    assert "She has not agreed to" in told
    assert refused.context["back_url"] == page
    elsewhere = client.post(path, headers={"Referer": "http://elsewhere.test/page"})
    assert elsewhere.context["back_url"] == ""


def test_a_question_is_shown_as_the_senders_to_answer(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    client.force_login(ana)
    page = client.get(reverse("referrals:worklist"))
    assert (len(page.context["asked"]), len(page.context["awaited"])) == (0, 1)
    services.ask_information(referral=referral, question="From which day?", by=bruno)
    page = client.get(reverse("referrals:worklist"))
    assert (len(page.context["asked"]), len(page.context["awaited"])) == (1, 0)
    assert page.context["asked"][0]["tag_label"] == "They ask you"
    assert page.context["asked"][0]["when"] == referral.sent_at
    shown = client.get(reverse("referrals:detail", args=[show_code(referral.code)]))
    assert "It expires without an answer" not in shown.content.decode()


def test_only_a_coordinator_reads_that_an_offer_is_hers_to_answer(client, ana, bruno):
    factory.offered_run(ana)
    for user, label in [
        (bruno, "To answer"),
        (entities.caseworker(entity=bruno.entity, name="Bea"), "For the coordinator"),
    ]:
        client.force_login(user)
        rows = client.get(reverse("referrals:inbox")).context["rows"]
        assert [row["tag_label"] for row in rows] == [label]


@pytest.mark.parametrize(
    ("hers", "theirs", "fits"),
    [(["en"], ["en"], [True]), (["en"], ["es"], [False]), ([], ["es"], []), (["en"], [], [])],
)
def test_a_fit_of_languages_is_told_only_where_both_are_known(
    client, ana, bruno, hers, theirs, fits
):
    case = case_factory.open_case(by=ana, languages=hers, children_count=0)
    factory.agrees(case)
    draft = services.draft_referral(
        case=case, service=factory.service(languages=theirs), terms=factory.terms(), by=ana
    )
    services.send_referral(referral=draft, by=ana)
    client.force_login(bruno)
    page = client.get(reverse("referrals:detail", args=[show_code(draft.code)]))
    assert [fit for _label, fit in page.context["fit"]] == fits


def test_the_receiver_finds_what_it_wrote_from_the_referral_that_is_over(client, ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    page = reverse("referrals:detail", args=[show_code(referral.code)])
    kept = reverse("cases:kept", args=[code_of(referral.case, bruno)])
    client.force_login(bruno)
    assert kept not in client.get(page).content.decode()
    case_factory.intervention(case=referral.case, by=bruno)
    services.fail_referral(referral=referral, reason="No staff", by=bruno)
    assert kept in client.get(page).content.decode()
    assert client.get(kept).status_code == 200


def test_whoever_wrote_nothing_is_led_nowhere(client, ana, bruno):
    _run, referral = factory.accepted_run(ana, bruno)
    services.fail_referral(referral=referral, reason="No staff", by=bruno)
    client.force_login(bruno)
    page = client.get(reverse("referrals:detail", args=[show_code(referral.code)]))
    assert page.status_code == 200
    assert "kept_url" not in page.context


def test_a_conflict_names_the_status_as_the_page_does(client, ana, bruno):
    _run, referral = factory.offered_run(ana)
    services.reject_referral(referral=referral, reason="no_capacity", by=bruno)
    client.force_login(ana)
    code = show_code(referral.code)
    shown = client.get(reverse("referrals:detail", args=[code])).context["status"]
    told = client.post(reverse("referrals:cancel", args=[code])).content.decode()
    assert f"“{shown}”" in told


def test_who_has_left_the_case_still_withdraws_what_she_referred(client, ana, bruno):
    run, referral = factory.accepted_run(ana, bruno)
    third = entities.coordinator(entity=entities.entity(code="third"), name="Tere")
    Referral.objects.filter(pk=referral.pk).update(referring_entity=third.entity)
    client.force_login(third)
    path = reverse("referrals:cancel", args=[show_code(referral.code)])
    assert client.post(path).status_code == 302
    referral.refresh_from_db()
    assert (referral.status, referral.grant.close_reason) == ("cancelled", "referral_cancelled")
    assert not can_work(bruno, run.case)
