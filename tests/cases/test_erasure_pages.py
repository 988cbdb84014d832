"""Erasing in the browser: who asks, who agrees, what each is shown, and what is left."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from cases import services
from cases.models import Case, CaseCode, ErasureRequest
from core.codes import show_code
from core.handles import handle_of
from entities.codes import next_free_code
from entities.enums import Role
from entities.models import User
from notices.models import Notice
from tests.cases.pages import page
from tests.factories import cases as factory
from tests.factories import entities
from vault.models import DataKey

pytestmark = pytest.mark.django_db
SUMMARY = "Stationplatformer"


@pytest.fixture
def officer() -> User:
    return entities.user(role=Role.DATA_PROTECTION_OFFICER, name="Odile")


@pytest.fixture
def closed(ana: User, berta: User) -> Case:
    case = factory.open_case(by=ana, summary=SUMMARY, person={"legal_name": "Joy Osagie"})
    factory.intervention(case=case, by=ana, note="alone")
    return services.close_case(case=case, by=berta, reason="goals_met")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, case: Case, user: User) -> str:
    return reverse(f"cases:{name}", args=[handle_of(case.pk, entity_id=user.entity_id)])


def name_of(case: Case, user: User) -> str:
    """By what name she speaks of the case: the code of her entity, else the reference."""
    own = {"entity": user.entity} if user.may("work_cases") else {"entity": None}
    return show_code(CaseCode.objects.get(case=case, **own).code)


def act(name: str, case: Case, user: User, **data: str):
    """Send a form of the erasure, with the second factor in it."""
    data["code"] = next_free_code(user.pk, entities.SECRET)
    return browser(user).post(at(name, case, user), data)


def ask(case: Case, user: User):
    return act("ask_erasure", case, user, basis="right_to_erasure")


def agree(case: Case, user: User):
    return act("agree_erasure", case, user, case_code=name_of(case, user))


def test_two_coordinators_erase_a_case(closed: Case, ana: User, berta: User) -> None:
    bea = entities.coordinator(entity=closed.owner_entity, name="Bea")
    path = at("erasure", closed, berta)
    assert at("erasure", closed, berta) in browser(berta).get(page("detail", closed, berta)).text
    assert ask(closed, berta)["Location"] == path
    shown = browser(bea).get(path).text
    assert "Berta · Entity A" in shown
    assert "She asked for it (GDPR, article 17)" in shown
    assert agree(closed, bea)["Location"] == path

    assert "The case is erased." in browser(berta).get(path).text
    assert ErasureRequest.objects.get().completed_at is not None
    assert DataKey.objects.filter(owner__in=["case", "person"]).count() == 0


def test_officer_finds_the_case_by_its_reference_and_sees_no_content(
    closed: Case, berta: User, officer: User
) -> None:
    reference = name_of(closed, officer)
    assert reference in browser(berta).get(at("erasure", closed, berta)).text
    client, path = browser(officer), reverse("cases:erasures")
    answer = client.post(path, {"reference": reference.lower().replace("-", " ")})
    assert answer["Location"] == at("erasure", closed, officer)
    ask(closed, officer)

    shown = client.get(path).text + client.get(at("erasure", closed, officer)).text
    assert reference in shown
    assert name_of(closed, berta) not in shown
    assert SUMMARY not in shown
    assert agree(closed, berta).status_code == 302
    assert "Erased" in client.get(path).text


def test_code_of_an_entity_finds_nothing(closed: Case, berta: User, officer: User) -> None:
    answer = browser(officer).post(reverse("cases:erasures"), {"reference": name_of(closed, berta)})
    assert "No case has this reference" in answer.text
    assert name_of(closed, berta) in answer.text
    found = Event.objects.filter(kind="case:searched").latest("id")
    assert (found.actor, found.case_ref) == (officer.pk, None)


@pytest.mark.parametrize("code", ["", "000000"])
def test_nothing_happens_without_the_second_factor(closed: Case, berta: User, code: str) -> None:
    data = {"basis": "court_order", "code": code}
    answer = browser(berta).post(at("ask_erasure", closed, berta), data)
    assert answer.status_code == 200
    assert 'value="court_order" selected' in answer.text
    assert ErasureRequest.objects.count() == 0


def test_nobody_agrees_without_the_second_factor(closed: Case, berta: User, officer: User) -> None:
    ask(closed, officer)
    typed = name_of(closed, berta)
    answer = browser(berta).post(at("agree_erasure", closed, berta), {"case_code": typed})
    assert answer.status_code == 200
    assert f'value="{typed}"' in answer.text
    assert ErasureRequest.objects.get().confirmed_at is None


def test_factor_shown_for_one_case_erases_no_other(closed: Case, ana: User, berta: User) -> None:
    other = services.close_case(case=factory.open_case(by=ana), by=berta, reason="goals_met")
    client, data = browser(berta), {"basis": "court_order"}
    code = next_free_code(berta.pk, entities.SECRET)
    client.post(at("ask_erasure", closed, berta), {**data, "code": code})
    client.post(at("withdraw_erasure", closed, berta))
    assert client.post(at("ask_erasure", closed, berta), data).status_code == 302
    assert client.post(at("ask_erasure", other, berta), data).status_code == 200


def test_wrong_code_of_the_case_erases_nothing_and_is_kept(
    closed: Case, ana: User, berta: User, officer: User
) -> None:
    other = factory.open_case(by=ana)
    ask(closed, officer)
    typed = name_of(other, berta)
    answer = act("agree_erasure", closed, berta, case_code=typed)
    assert "This is not the code of this case" in answer.text
    assert typed in answer.text
    assert ErasureRequest.objects.get().confirmed_at is None


def test_who_asked_cannot_agree(closed: Case, berta: User) -> None:
    ask(closed, berta)
    assert "A second person has to agree" in browser(berta).get(at("erasure", closed, berta)).text
    assert browser(berta).get(at("agree_erasure", closed, berta)).status_code == 403


def test_request_is_taken_back_and_asked_again(closed: Case, berta: User, officer: User) -> None:
    ask(closed, officer)
    browser(berta).post(at("withdraw_erasure", closed, berta))
    assert ErasureRequest.objects.get().withdrawn_by == berta
    assert browser(berta).get(at("agree_erasure", closed, berta)).status_code == 409
    assert browser(berta).post(at("withdraw_erasure", closed, berta)).status_code == 409
    ask(closed, berta)
    assert agree(closed, officer).status_code == 302
    assert ErasureRequest.objects.filter(completed_at__isnull=False).count() == 1


def test_agreed_erasure_is_not_taken_back(closed: Case, berta: User, officer: User) -> None:
    ask(closed, berta)
    agree(closed, officer)
    assert browser(berta).post(at("withdraw_erasure", closed, berta)).status_code == 409


def test_erasure_under_way_says_so(closed: Case, berta: User, officer: User) -> None:
    ask(closed, berta)
    request = ErasureRequest.objects.get()
    request.confirmed_by, request.confirmed_at = officer, request.requested_at
    request.save()
    assert "under way" in browser(berta).get(at("erasure", closed, berta)).text


def test_open_case_is_not_asked_for(ana: User, berta: User) -> None:
    case = factory.open_case(by=ana)
    assert "still open" in browser(berta).get(at("erasure", case, berta)).text
    assert browser(berta).get(at("ask_erasure", case, berta)).status_code == 409


@pytest.mark.parametrize("name", ["erasure", "ask_erasure", "agree_erasure", "withdraw_erasure"])
@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "aurora"])
def test_others_find_nothing(
    closed: Case, berta: User, name: str, who: str, request: pytest.FixtureRequest
) -> None:
    services.request_erasure(case=closed, by=berta, basis="court_order")
    somebody = request.getfixturevalue(who)
    assert browser(somebody).post(at(name, closed, somebody)).status_code == 404
    assert browser(somebody).post(at(name, closed, berta)).status_code == 404


def test_coordinator_lists_her_entitys_requests_only(
    closed: Case, berta: User, bruno: User, officer: User
) -> None:
    services.request_erasure(case=closed, by=berta, basis="court_order")
    path = reverse("cases:erasures")
    assert name_of(closed, berta) in browser(berta).get(path).text
    assert "Nobody has asked" in browser(bruno).get(path).text
    assert name_of(closed, officer) in browser(officer).get(path).text


def test_page_of_an_erased_case_says_so_and_shows_nothing(
    closed: Case, ana: User, berta: User, carla: User, officer: User
) -> None:
    there = {name: page(name, closed, ana) for name in ("detail", "kept", "history")}
    assert SUMMARY in browser(ana).get(there["detail"]).text
    ask(closed, berta)
    agree(closed, officer)
    answers = {name: browser(ana).get(path) for name, path in there.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "detail": 410, "kept": 410, "history": 404,
    }  # fmt: skip
    assert "This case was erased" in answers["detail"].text
    assert SUMMARY not in answers["detail"].text
    assert browser(carla).get(there["detail"]).status_code == 404
    listed = browser(ana).get(reverse("cases:list")).text
    assert name_of(closed, ana) not in listed


def test_receiver_reads_that_it_was_erased_but_not_why(
    ana: User, berta: User, bruno: User, officer: User
) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case, entity=bruno.entity)
    there = page("detail", case, bruno)
    services.close_case(case=case, by=berta, reason="goals_met")
    services.confirm_erasure(
        request=services.request_erasure(case=case, by=berta, basis="right_to_erasure"),
        by=officer,
    )
    answer = browser(bruno).get(there)
    assert answer.status_code == 410
    assert "GDPR" not in answer.text
    assert "Berta" not in answer.text


def test_both_sides_are_told_where_it_leads_for_them(
    closed: Case, berta: User, officer: User
) -> None:
    ask(closed, berta)
    agree(closed, officer)
    told = list(Notice.objects.order_by("created_at").values_list("user", "kind", "path"))
    assert told == [
        (officer.pk, "erasure_asked", at("erasure", closed, officer)),
        (berta.pk, "case_erased", at("erasure", closed, berta)),
    ]
    for person in (berta, officer):
        assert browser(person).get(at("erasure", closed, person)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_whatever_its_length(
    ana: User, berta: User, officer: User, rows: int, django_assert_num_queries
) -> None:
    for _number in range(rows):
        case = services.close_case(case=factory.open_case(by=ana), by=berta, reason="goals_met")
        services.request_erasure(case=case, by=berta, basis="court_order")
    client = browser(officer)
    client.get(reverse("cases:erasures"))
    with django_assert_num_queries(11):
        assert client.get(reverse("cases:erasures")).text.count("row-item") == rows
