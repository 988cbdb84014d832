"""The pages on which two people decide about an account."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.handles import handle_of
from entities import services
from entities.codes import next_free_code
from entities.enums import DecisionStatus, Role
from entities.models import AccountDecision, User
from tests.entities.addresses import url
from tests.entities.deciding import asked, fresh
from tests.factories import cases
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]


@pytest.fixture
def enter_sure(enter: Callable[[User], Client]) -> Any:
    """Sign in as somebody who shows her second factor wherever it is asked for."""

    def sign_in(user: User) -> Client:
        client = enter(user)

        def confirm(path: str) -> None:
            assert client.get(path)["Location"] == "/account/confirm/"
            code = next_free_code(user.pk, factory.SECRET)
            answer = client.post("/account/confirm/", {"code": code})
            assert answer["Location"] == path

        client.confirm = confirm
        return client

    return sign_in


def path_of(decision: AccountDecision, reader: User, act: str = "") -> str:
    return f"/entities/decisions/{handle_of(decision.pk, entity_id=reader.entity_id)}/{act}"


def test_role_is_asked_for_and_agreed_to_on_the_pages(
    ana: User, alba: User, amaia: User, enter_sure: Any
) -> None:
    client = enter_sure(alba)
    client.confirm(url("ask_role", alba, ana))
    client.post(url("ask_role", alba, ana), {"role": ["coordinator"]})
    decision = AccountDecision.objects.get()

    client = enter_sure(amaia)
    listed = client.get("/entities/decisions/")
    client.confirm(path_of(decision, amaia, "agree/"))
    shown = client.get(path_of(decision, amaia, "agree/")).content.decode()
    client.post(path_of(decision, amaia, "agree/"))

    assert [group[1] for group in listed.context["groups"]] == [[decision], [], []]
    assert ana.email in shown
    decision.refresh_from_db()
    assert (decision.status, decision.agreed_by) == (DecisionStatus.AGREED, amaia)


@pytest.mark.parametrize("name", ["ask_role", "ask_email", "ask_reset"])
def test_asking_without_the_factor_does_nothing(
    ana: User, berta: User, enter: Any, name: str
) -> None:
    answer = enter(berta).post(
        url(name, berta, ana), {"role": ["coordinator"], "email": "n@example.test"}
    )

    assert answer["Location"] == "/account/confirm/"
    assert not AccountDecision.objects.exists()


def test_agreeing_without_the_factor_does_nothing(
    ana: User, alba: User, amaia: User, enter: Any
) -> None:
    decision = asked(ana, alba)
    answer = enter(amaia).post(path_of(decision, amaia, "agree/"))
    decision.refresh_from_db()

    assert (answer["Location"], decision.status) == ("/account/confirm/", "asked")


def test_new_account_leads_on_to_asking_for_what_nobody_gives_alone(alba: User, enter: Any) -> None:
    factory.receiving_entity()
    answer = enter(alba).post(
        url("create_person", alba),
        {"name": "Nerea", "email": "nerea@example.test", "roles": ["caseworker", "coordinator"],
         "language": "eu", "entity": "receiving"},
    )  # fmt: skip

    person = User.objects.get(email="nerea@example.test")
    assert person.roles == {Role.CASEWORKER}
    assert answer["Location"] == f"{url('ask_role', alba, person)}?role=coordinator"


@pytest.mark.parametrize(
    ("data", "field"),
    [({"role": []}, "role"), ({"role": ["caseworker"]}, "role"), ({"role": ["no_such"]}, "role"),
     ({"role": ["auditor"]}, "role"), ({"role": ["x" * 100_000]}, "role")],
)  # fmt: skip
def test_unfit_role_is_said_beside_the_field(
    ana: User, alba: User, enter_sure: Any, data: dict[str, Any], field: str
) -> None:
    client = enter_sure(alba)
    client.confirm(url("ask_role", alba, ana))
    page = client.post(url("ask_role", alba, ana), {**data, "more": "x"})

    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
    assert not AccountDecision.objects.exists()


@pytest.mark.parametrize("email", ["", "no address", "x" * 300 + "@example.test", "taken"])
def test_unfit_address_is_said_beside_the_field(
    ana: User, berta: User, alba: User, enter_sure: Any, email: str
) -> None:
    client = enter_sure(alba)
    client.confirm(url("ask_email", alba, ana))
    sent = berta.email.upper() if email == "taken" else email
    page = client.post(url("ask_email", alba, ana), {"email": sent, "more": "x"})

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["email"])
    assert (email in page.content.decode()) or email == "taken"


def test_address_of_a_new_account_is_mended_at_once(alba: User, enter_sure: Any) -> None:
    person = services.create_user(
        entity=alba.entity, email="typpo@example.test", name="N", roles=[Role.ANALYST], by=alba
    )
    client = enter_sure(alba)
    client.confirm(url("ask_email", alba, person))
    client.post(url("ask_email", alba, person), {"email": "typo@example.test"})

    assert fresh(person).email == "typo@example.test"


def test_stop_and_its_replay(ana: User, alba: User, berta: User, enter: Any) -> None:
    decision = asked(ana, alba)
    client = enter(berta)

    answers = [client.post(path_of(decision, berta, "stop/")).status_code for _twice in "12"]

    assert answers == [302, 409]


def test_owner_reads_and_stops_what_is_asked_about_her(ana: User, berta: User, enter: Any) -> None:
    decision = services.ask_reset(user=ana, by=berta)
    client = enter(ana)

    assert client.get(path_of(decision, ana)).context["may_stop"]
    client.post(path_of(decision, ana, "stop/"))
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.STOPPED


def test_decision_of_others_is_not_found(ana: User, alba: User, bruno: User, enter: Any) -> None:
    decision = asked(ana, alba)
    client = enter(bruno)

    assert [client.get(path_of(decision, bruno, act)).status_code for act in ("", "stop/")] == [
        404,
        405,
    ]
    assert client.get(path_of(decision, alba)).status_code == 404


def test_list_costs_the_same_with_one_decision_and_three(
    ana: User, berta: User, alba: User, amaia: User, enter: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/entities/decisions/").status_code == 200
        return len([one for one in queries if "shared_cache" not in one["sql"]])

    client = enter(amaia)
    client.get("/entities/decisions/")
    asked(ana, alba)
    one = cost()
    for number in range(2):
        other = factory.caseworker(entity=factory.entity(), name=f"Other {number}")
        services.ask_reset(user=other, by=alba)

    assert cost() == one


def test_deactivation_says_first_how_much_moves_and_to_whom(
    ana: User, berta: User, alba: User, enter: Any
) -> None:
    case = cases.open_case(by=ana)
    second = factory.coordinator(entity=ana.entity, name="Beatriz")
    client = enter(alba)

    page = client.get(url("deactivate", alba, ana)).content.decode()
    names = re.findall(r"<option[^>]*>\s*([^<]+?)\s*</option>", page)
    heir = handle_of(second.pk, entity_id=alba.entity_id)
    client.post(url("deactivate", alba, ana), {"heir": heir})
    case.refresh_from_db()

    assert names == ["Beatriz", "Berta"]
    assert "Cases she leads" in page
    assert case.lead_worker == second
    assert case.history.latest().history_user == alba


def test_work_goes_to_the_coordinator_who_acts_by_default(
    ana: User, berta: User, enter: Any
) -> None:
    case = cases.open_case(by=ana)
    factory.coordinator(entity=ana.entity, name="Aaa")
    enter(berta).post(url("deactivate", berta, ana))
    case.refresh_from_db()

    assert case.lead_worker == berta


@pytest.mark.parametrize("heir", ["nobody", "x" * 10_000])
def test_heir_that_is_no_coordinator_is_refused(
    ana: User, berta: User, enter: Any, heir: str
) -> None:
    page = enter(berta).post(url("deactivate", berta, ana), {"heir": heir})

    assert (page.status_code, list(page.context["form"].errors)) == (200, ["heir"])
    assert fresh(ana).is_active


def test_work_without_a_coordinator_is_told_to_administrators(
    ana: User, alba: User, enter: Any
) -> None:
    case = cases.open_case(by=ana)
    client = enter(alba)
    page = client.get(url("deactivate", alba, ana))
    client.post(url("deactivate", alba, ana))
    case.refresh_from_db()

    assert (page.context["stalls"], case.lead_worker, fresh(ana).is_active) == (True, None, False)
    assert alba.notices.filter(kind="work_left").exists()


def test_lost_telephone_says_what_to_do(client: Client) -> None:
    page = client.get("/account/code/lost/").content.decode()

    assert "recovery code" in page
