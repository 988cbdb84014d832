from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case, Consent, Intervention
from cases.selectors import code_for
from core.codes import show_code
from core.handles import handle_of
from entities.models import User
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db

NOTE = "Accompanied to the lawyer."


def page(name: str, case: Case, user: User, *arguments: str) -> str:
    return reverse(f"cases:{name}", args=[show_code(code_for(case, user.entity)), *arguments])


def handle(record: object, user: User) -> str:
    return handle_of(record.pk, entity_id=user.entity_id)


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(by=ana, summary="Met at the station.")


def test_list_shows_own_code_and_records_the_reading(as_ana: Client, ana: User, case: Case) -> None:
    answer = as_ana.get(reverse("cases:list"))

    assert answer.status_code == HTTPStatus.OK
    assert show_code(code_for(case, ana.entity)) in answer.content.decode()
    assert kinds()[-1] == "case:listed"


def test_list_with_wrong_code_says_it_beside_the_field(as_ana: Client, case: Case) -> None:
    answer = as_ana.get(reverse("cases:list"), {"code": "K7Q4-M9TR-X"})

    assert answer.status_code == HTTPStatus.OK
    assert answer.context["form"].errors["code"] == [
        "One letter or digit of this code is wrong. Check it again."
    ]


def test_list_finds_own_code_typed_badly(as_ana: Client, ana: User, case: Case) -> None:
    factory.open_case(by=ana)
    typed = code_for(case, ana.entity).lower().replace("0", "o").replace("1", "l")
    answer = as_ana.get(reverse("cases:list"), {"code": typed})
    assert [row.code for row in answer.context["rows"]] == [code_for(case, ana.entity)]


def test_open_with_nothing_but_the_day_leads_to_the_case(as_ana: Client, ana: User) -> None:
    answer = as_ana.post(reverse("cases:open"), {"opened_on": timezone.localdate().isoformat()})

    case = Case.objects.get()
    assert (answer.status_code, answer.url) == (HTTPStatus.FOUND, page("detail", case, ana))
    assert case.person is None
    assert case.age_band == "unknown"


def test_open_keeps_what_was_typed_beside_the_message(as_ana: Client) -> None:
    typed = {"opened_on": "2999-01-01", "summary": "She is waiting outside.", "name_used": "Joy"}

    answer = as_ana.post(reverse("cases:open"), typed)

    assert answer.status_code == HTTPStatus.OK
    assert answer.context["form"].errors["opened_on"] == ["This day is still to come."]
    assert "She is waiting outside." in answer.content.decode()
    assert Case.objects.count() == 0


def test_detail_shows_facts_notes_and_records_before(as_ana: Client, ana: User, case: Case) -> None:
    factory.intervention(case=case, note=NOTE)
    factory.status(case=case)
    factory.consent(case=case)
    factory.child(case=case, needs="A school place.")

    answer = as_ana.get(page("detail", case, ana))

    text = answer.content.decode()
    assert "Met at the station." in text
    assert NOTE in text
    assert "A school place." in text
    assert "Possible victim" in text
    event = Event.objects.filter(kind="case:viewed").get()
    assert (event.case_ref, event.actor) == (case.pk, ana.pk)


def test_detail_shows_no_primary_key(as_ana: Client, ana: User, case: Case) -> None:
    rows = [
        case,
        factory.intervention(case=case, note=NOTE),
        factory.status(case=case),
        factory.consent(case=case),
        factory.child(case=case),
        *case.grants.all(),
    ]
    text = as_ana.get(page("detail", case, ana)).content.decode()
    assert [row for row in rows if str(row.pk) in text or row.pk.hex in text] == []


@pytest.mark.parametrize(
    "name",
    [
        "detail",
        "edit",
        "close",
        "history",
        "add_intervention",
        "add_status",
        "add_child",
        "add_consent",
        "contact",
        "identity",
    ],
)
def test_pages_of_a_case_open_for_its_worker_and_are_404_for_others(
    client: Client, ana: User, carla: User, aurora: User, case: Case, name: str
) -> None:
    url = page(name, case, ana)
    answers = {}
    for person in (ana, carla, aurora):
        client.force_login(person)
        answers[person.name] = client.get(url).status_code
    assert answers == {"Ana": 200, "Carla": 404, "Aurora": 404}


@pytest.mark.parametrize("code", ["K7Q4-M9TR-X", "nonsense", "0000-0000-0", "U" * 9])
def test_malformed_or_unknown_code_is_404(as_ana: Client, code: str) -> None:
    answer = as_ana.get(reverse("cases:detail", args=[code]))
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_close_twice_is_a_conflict_page(as_ana: Client, ana: User, case: Case) -> None:
    url = page("close", case, ana)
    first = as_ana.post(url, {"closure_reason": "goals_met"})
    second = as_ana.post(url, {"closure_reason": "goals_met"})

    assert [first.status_code, second.status_code] == [302, 409]
    assert kinds().count("case:closed") == 1


def test_close_without_reason_says_it_beside_the_field(
    as_ana: Client, ana: User, case: Case
) -> None:
    answer = as_ana.post(page("close", case, ana), {})
    assert list(answer.context["form"].errors) == ["closure_reason"]


def test_reopen_after_close(as_ana: Client, ana: User, case: Case) -> None:
    as_ana.post(page("close", case, ana), {"closure_reason": "lost_contact"})
    as_ana.post(page("reopen", case, ana))
    case.refresh_from_db()
    assert case.status == "active"


def test_move_starts_the_case(as_ana: Client, ana: User, case: Case) -> None:
    as_ana.post(page("move", case, ana), {"move": "start"})
    case.refresh_from_db()
    assert case.status == "active"
    assert as_ana.post(page("move", case, ana), {"move": "start"}).status_code == 409
    assert as_ana.post(page("move", case, ana), {"move": "explode"}).status_code == 404


def test_edit_shows_and_changes_the_case(as_ana: Client, ana: User, case: Case) -> None:
    url = page("edit", case, ana)
    assert "Met at the station." in as_ana.get(url).content.decode()

    as_ana.post(url, {"summary": "Met at the clinic.", "risk_level": "high", "languages": ["en"]})

    case.refresh_from_db()
    assert (case.summary, case.risk_level, case.languages) == ("Met at the clinic.", "high", ["en"])
    assert case.migration_status == "unknown"


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


def test_contact_card_is_recorded_blind_and_revealed_with_safety_first(
    as_ana: Client, ana: User, case: Case
) -> None:
    as_ana.post(
        page("contact", case, ana),
        {"name_used": "Joy", "telephone": "+34600111222", "safe_hours": "10 to 13"},
    )
    assert "Joy" not in as_ana.get(page("contact", case, ana)).content.decode()
    assert "Joy" not in as_ana.get(page("detail", case, ana)).content.decode()

    url = page("reveal_contact", case, ana)
    assert "Joy" not in as_ana.get(url).content.decode()
    text = as_ana.post(url, {"purpose": "call"}).content.decode()

    assert -1 < text.index("Act as if somebody else sees") < text.index("+34600111222")
    assert text.index("10 to 13") < text.index("+34600111222")
    assert kinds()[-1] == "contact:revealed"


def test_identity_needs_a_justification_and_is_audited(
    as_ana: Client, ana: User, case: Case
) -> None:
    as_ana.post(
        page("identity", case, ana),
        {
            "legal_name": "Joy Osagie",
            "document_kind": "passport",
            "document_number": "A1234567",
        },
    )
    url = page("reveal_identity", case, ana)
    short = as_ana.post(url, {"purpose": "documents", "justification": "because"})
    assert list(short.context["form"].errors) == ["justification"]
    assert "identity:revealed" not in kinds()

    text = as_ana.post(
        url, {"purpose": "documents", "justification": "To renew her passport."}
    ).content.decode()

    assert "Joy Osagie" in text
    assert "A1234567" in text
    assert kinds()[-1] == "identity:revealed"


def test_search_finds_exact_name_among_visible_cases(
    client: Client, ana: User, carla: User
) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy", "telephone": "600111222"})
    found = {}
    for person, query in [(ana, "joy"), (ana, "+34 600 111 222"), (ana, "Jo"), (carla, "Joy")]:
        client.force_login(person)
        answer = client.post(reverse("cases:search"), {"query": query})
        found[person.name, query] = [row.code for row in answer.context["rows"]]
    own = code_for(case, ana.entity)
    assert found == {
        ("Ana", "joy"): [own],
        ("Ana", "+34 600 111 222"): [own],
        ("Ana", "Jo"): [],
        ("Carla", "Joy"): [],
    }


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


def test_history_of_the_case_and_of_the_person(as_ana: Client, ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"}, summary="One.")
    as_ana.post(page("edit", case, ana), {"summary": "Two.", "risk_level": "high"})

    text = as_ana.get(page("history", case, ana)).content.decode()
    assert "One." in text
    assert "Two." in text
    person = as_ana.get(page("person_history", case, ana)).content.decode()
    assert "Name she uses" in person
    assert "Joy" not in person


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
