from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from entities.models import User
from tests.cases.pages import kinds, page
from tests.factories import cases as factory

pytestmark = pytest.mark.django_db

NOTE = "Accompanied to the lawyer."


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


def test_pages_show_no_primary_key(as_ana: Client, ana: User, case: Case) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"})
    rows = [
        case,
        case.person,
        factory.intervention(case=case, note=NOTE),
        factory.status(case=case),
        factory.consent(case=case),
        factory.child(case=case),
        *case.grants.all(),
    ]
    text = "".join(
        as_ana.get(page(name, case, ana)).content.decode()
        for name in ("detail", "edit", "history", "close", "add_consent", "person_history")
    )
    assert [row for row in rows if str(row.pk)[:8] in text] == []


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


def test_history_of_the_case_and_of_the_person(as_ana: Client, ana: User) -> None:
    case = factory.open_case(by=ana, person={"name_used": "Joy"}, summary="One.")
    as_ana.post(page("edit", case, ana), {"summary": "Two.", "risk_level": "high"})

    text = as_ana.get(page("history", case, ana)).content.decode()
    assert "One." in text
    assert "Two." in text
    person = as_ana.get(page("person_history", case, ana)).content.decode()
    assert "Name she uses" in person
    assert "Joy" not in person
