import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, Consent, Intervention
from entities.models import User
from tests.cases.pages import handle, page
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db

NOTE = "Accompanied to the lawyer."


def test_intervention_is_recorded_corrected_struck_and_keeps_its_history(
    as_ana: Client, ana: User, case: Case
) -> None:
    today = timezone.localdate().isoformat()
    as_ana.post(
        page("add_intervention", case, ana),
        {"happened_on": today, "service_type": "legal", "note": NOTE},
    )
    row = Intervention.objects.get()
    correct = page("correct_intervention", case, ana, handle(row, ana))
    assert NOTE in as_ana.get(correct).content.decode()

    as_ana.post(correct, {"happened_on": today, "service_type": "health", "note": "Other."})
    strike = page("strike", case, ana, "intervention", handle(row, ana))
    as_ana.post(strike, {"strike_reason": "duplicate"})

    row.refresh_from_db()
    assert (row.service_type, row.note, row.strike_reason) == ("health", "Other.", "duplicate")
    history = page("entry_history", case, ana, "intervention", handle(row, ana))
    text = as_ana.get(history).content.decode()
    assert NOTE in text
    assert "Legal" in text
    assert as_ana.post(strike, {"strike_reason": "duplicate"}).status_code == 409


def test_consent_refused_needs_only_purpose_and_answer(
    as_ana: Client, ana: User, case: Case
) -> None:
    answer = as_ana.post(
        page("add_consent", case, ana),
        {
            "purpose": "police_contact",
            "status": "refused",
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    assert answer.status_code == 302
    assert Consent.objects.get().status == "refused"


def test_consent_given_for_an_entity_and_withdrawn(as_ana: Client, ana: User, case: Case) -> None:
    receiving = entities.receiving_entity()
    as_ana.post(
        page("add_consent", case, ana),
        {
            "purpose": "referral_specialised",
            "recipient": f"entity:{receiving.code}",
            "status": "given",
            "parts": ["summary", "health"],
            "asked_on": timezone.localdate().isoformat(),
        },
    )
    row = Consent.objects.get()
    assert (row.recipient_entity, row.parts, row.how_given) == (
        receiving,
        ["summary", "health"],
        "oral",
    )
    grant = factory.open_grant(case=case, parts=("summary", "health", "contact_card"))
    url = page("withdraw_consent", case, ana, handle(row, ana))
    assert "Entity B: Health data, Summary" in as_ana.get(url).content.decode()

    as_ana.post(url)

    grant.refresh_from_db()
    assert grant.withheld == ["health", "summary"]
    assert as_ana.post(url).status_code == 409


def test_child_is_edited_and_its_history_shows_words(as_ana: Client, ana: User, case: Case) -> None:
    as_ana.post(page("add_child", case, ana), {"age_band": "0--8", "must_not_learn": "The father."})
    child = case.children.get()

    as_ana.post(page("edit_child", case, ana, handle(child, ana)), {"lives_with": "public_care"})

    child.refresh_from_db()
    assert (child.lives_with, child.must_not_learn, child.age_band) == (
        "public_care",
        "",
        "unknown",
    )
    url = page("entry_history", case, ana, "child", handle(child, ana))
    assert "The father." in as_ana.get(url).content.decode()


@pytest.mark.parametrize("text", ["x" * 20_001, "x" * 2_000_000])
def test_long_note_is_refused_beside_the_field(
    as_ana: Client, ana: User, case: Case, text: str
) -> None:
    data = {"happened_on": timezone.localdate().isoformat(), "service_type": "legal", "note": text}
    answer = as_ana.post(page("add_intervention", case, ana), data)
    assert list(answer.context["form"].errors) == ["note"]


def test_very_long_note_and_nul_are_400(as_ana: Client, ana: User, case: Case) -> None:
    data = {"happened_on": timezone.localdate().isoformat(), "service_type": "legal"}
    url = page("add_intervention", case, ana)
    assert as_ana.post(url, {**data, "note": "x" * 10_000_000}).status_code == 400
    assert as_ana.post(url, {**data, "note": "a\x00b"}).status_code == 400
    assert Intervention.objects.count() == 0
