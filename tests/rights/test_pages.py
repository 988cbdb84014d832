import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from core.handles import handle_of
from entities.models import User
from rights import services
from rights.models import Incident, Order, RightsRequest
from rights.tables.copies import as_json, sections_of_order
from tests.factories import assessments as forms
from tests.factories import cases
from tests.factories import entities as people
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db
WHY = "They asked us in writing today."


def path(page: str, record: Any, user: User) -> str:
    return reverse(f"rights:{page}", args=[handle_of(record.pk, entity_id=user.entity_id)])


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_officer_reads_no_content_and_the_owner_does(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana, details="My cousin must not know.")

    own = as_user(ana).get(path("request", request, ana)).content.decode()
    officers = as_user(olga).get(path("request", request, olga)).content.decode()

    told = "My cousin must not know."
    code = show_code(code_for(case, ana.entity))
    assert (told in own, told in officers) == (True, False)
    assert (code in own, code in officers) == (True, False)


def test_copy_holds_her_data_and_no_third_person(ana: User, olga: User, case: Case) -> None:
    cases.child(case=case, by=ana, needs="Milk for the boy.")
    cases.intervention(case=case, by=ana, note="We spoke.")
    forms.assessment(case=case, by=ana, danger=True)
    forms.draft(case=case, by=ana, code="child_risk_level")
    request = factory.request(case=case, by=ana)
    answers = {"format": "json", "safe": "on", "justification": WHY, **people.factor(ana)}

    answer = as_user(ana).post(path("request_copy", request, ana), answers)

    copied = json.loads(answer.content)
    text = answer.content.decode()
    told = ["contact", "person", "case", "intervention", "assessment"]
    assert [part["record"] for part in copied] == told
    assert copied[-1]["answers"]["danger"] is True
    assert ("Joy Doe" in text, "She came by bus." in text, "We spoke." in text) == (True,) * 3
    assert "Milk" not in text
    request.refresh_from_db()
    assert request.carried_out == "done"
    wanted = ["right:copied", "contact:revealed", "identity:revealed", "right:carried-out"]
    assert [kind for kind in kinds() if kind in wanted] == wanted


def test_copy_leaves_the_identity_out_where_four_eyes_guard_it(ana: User, case: Case) -> None:
    cases.four_eyes(case=case)
    request = factory.request(case=case, by=ana)
    answers = {"format": "json", "safe": "on", "justification": WHY, **people.factor(ana)}

    answer = as_user(ana).post(path("request_copy", request, ana), answers)

    assert b"Joy Doe" not in answer.content
    request.refresh_from_db()
    assert request.carried_out == "partly"


def test_copy_asks_for_the_factor_and_keeps_what_was_typed(ana: User, case: Case) -> None:
    request = factory.request(case=case, by=ana)
    answers = {"format": "json", "safe": "on", "justification": WHY, "code": "000000"}

    answer = as_user(ana).post(path("request_copy", request, ana), answers)

    assert (answer.status_code, WHY in answer.content.decode()) == (200, True)
    assert "right:copied" not in kinds()


@pytest.mark.pdf
def test_copy_is_printed(ana: User, case: Case) -> None:
    request = factory.request(case=case, by=ana)
    answers = {"format": "pdf", "safe": "on", "justification": WHY, **people.factor(ana)}

    answer = as_user(ana).post(path("request_copy", request, ana), answers)

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.pdf
def test_order_is_handed_over_once_as_a_file(
    olga: User, otilia: User, celia: User, case: Case
) -> None:
    order = factory.order(case=case, by=olga)
    services.approve_order(order=order, by=otilia)
    client = as_user(celia)
    answers = {"justification": WHY, **people.factor(celia)}

    first = client.post(path("order_hand_over", order, celia), answers)
    again = client.post(path("order_hand_over", order, celia), answers)

    assert (first.status_code, first.content[:5], again.status_code) == (200, b"%PDF-", 409)
    wanted = {"order:disclosed", "identity:revealed", "contact:revealed"}
    assert [kind for kind in kinds() if kind in wanted] == ["order:disclosed", "identity:revealed"]


def test_disclosure_holds_exactly_the_fields_of_the_order(case: Case) -> None:
    told = json.loads(as_json(sections_of_order(case, ["narrative", "age_band"])))

    assert told == [{"record": "case", "age_band": "21--23", "narrative": "She came by bus."}]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_for_one_row_and_three(
    count: int, ana: User, olga: User, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        case = cases.open_case(by=ana)
        factory.request(case=case, by=ana)
        factory.incident(by=ana)
        factory.order(case=case, by=olga)
    client = as_user(olga)
    client.get(reverse("rights:requests"))

    for page, queries in {"requests": 11, "incidents": 10, "orders": 11}.items():
        with django_assert_num_queries(queries):
            client.get(reverse(f"rights:{page}"))


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("rights:report", {"kind": "nothing", "aware_at": "yesterday"}),
        ("rights:report", {}),
        ("rights:report", {"kind": "lost", "aware_at": "2999-01-01T10:00"}),
        ("rights:report", {"kind": "lost", "aware_at": "0026-11-20T10:00"}),
        ("rights:add_request", {"reference": "K7Q4-M9TR-V", "right": "access"}),
        ("rights:add_order", {"reference": "x" * 500, "fields_out": ["data_key_id"]}),
    ],
)
def test_bad_answers_stand_beside_the_fields(name: str, answers: dict, olga: User) -> None:
    answer = as_user(olga).post(reverse(name), answers)

    assert answer.status_code == 200
    assert answer.context["form"].errors != {}
    counts = [m.objects.count() for m in (Incident, RightsRequest, Order)]
    assert counts == [0, 0, 0]


def test_same_request_twice_is_a_conflict(ana: User, case: Case) -> None:
    page = reverse("rights:of_case", args=[show_code(code_for(case, ana.entity))])
    asked = {
        "right": "access", "received_on": timezone.localdate().isoformat(), "how": "oral",
        "asked_by": "herself", "identity_check": "known",
    }  # fmt: skip
    client = as_user(ana)

    assert [client.post(page, asked).status_code for _ in range(2)] == [302, 409]
