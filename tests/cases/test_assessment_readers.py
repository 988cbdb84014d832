"""Who reads the forms filled on a case, and what becomes of them."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from cases import services
from cases.models import Assessment, Case
from core.exceptions import PermissionRefused
from entities.models import User
from notices.models import Notice
from questionnaires.selectors import questionnaires
from tests.cases.pages import handle, kinds, page
from tests.cases.test_sealing import stored_values
from tests.factories import assessments as factory
from tests.factories import cases, entities

pytestmark = pytest.mark.django_db

TOLD = "She was brought by a cousin."
NEEDED = {"minor_or_doubt": "no", "emergency": "no", "danger": "no"}


Row = tuple[tuple[str, ...], str, str, str, tuple[bool, bool]]
# Who reads it: (parts of Bruno's grant, who wrote, who reads, what form) -> knows of it, reads it.
DISCLOSED: list[Row] = [
    ((), "ana", "bruno", "detection_indicators", (False, False)),
    (("summary",), "ana", "bruno", "detection_indicators", (True, False)),
    (("summary", "narrative"), "ana", "bruno", "detection_indicators", (True, False)),
    (("trafficking_history",), "ana", "bruno", "detection_indicators", (True, True)),
    (("plan",), "ana", "bruno", "safety_plan", (True, True)),
    (("plan",), "ana", "bruno", "arrival_card", (False, False)),
    (("arrival_card",), "ana", "bruno", "arrival_card", (True, True)),
    ((), "bruno", "bruno", "detection_indicators", (True, True)),
    ((), "bruno", "ana", "detection_indicators", (True, False)),
    (("summary", "trafficking_history"), "carla", "bruno", "detection_indicators", (True, False)),
    (("trafficking_history",), "carla", "bruno", "detection_indicators", (False, False)),
]


@pytest.mark.parametrize("row", DISCLOSED)
def test_forms_by_part_writer_and_reader(
    client: Client, ana: User, bruno: User, carla: User, row: Row
) -> None:
    parts, writer, reader, code, expected = row
    people = {"ana": ana, "bruno": bruno, "carla": carla}
    case = cases.open_case(by=ana)
    cases.open_grant(case=case, parts=parts)
    cases.open_grant(case=case, entity=carla.entity, parts=())
    form = _finished(case, people[writer], code)

    person = people[reader]
    client.force_login(person)
    listed = client.get(page("assessments", case, person)).content.decode()
    read = client.get(page("assessment", case, person, handle(form, person)))
    history = client.get(page("entry_history", case, person, "assessment", handle(form, person)))
    knows = factory.definition(code).title in listed
    assert (knows, read.status_code == 200 and TOLD in read.content.decode()) == expected
    assert read.status_code == (200 if expected[1] else 403 if expected[0] else 404)
    assert (history.status_code == 200) is expected[0]
    assert (TOLD in history.content.decode()) is expected[1]


def _finished(case: Case, by: User, code: str) -> Assessment:
    answers = {
        "detection_indicators": {"account": TOLD},
        "safety_plan": {"signs": TOLD, "knows_112": True},
        "arrival_card": {"meeting_point": TOLD, "meeting_on": "2026-12-01", "meeting_at": "Six"},
    }
    return factory.assessment(case=case, by=by, code=code, **answers[code])


def test_every_form_belongs_to_a_part_that_is_disclosed_by_stage() -> None:
    assert {form.code: form.part for form in questionnaires()} == {
        "accreditation_request": "trafficking_history",
        "arrival_card": "arrival_card",
        "child_risk_level": "narrative",
        "detection_indicators": "trafficking_history",
        "detection_report": "trafficking_history",
        "individual_protection": "narrative",
        "needs_assessment": "plan",
        "observatory_registration": "trafficking_history",
        "return_risk_assessment": "narrative",
        "risk_assessment": "narrative",
        "safe_exit_plan": "plan",
        "safety_plan": "plan",
        "vulnerability_digital": "narrative",
    }


def test_drafts_are_of_the_entity_that_writes_them(
    client: Client, ana: User, bruno: User, berta: User
) -> None:
    case = cases.open_case(by=ana)
    cases.open_grant(case=case, parts=("summary", "trafficking_history"))
    draft = factory.draft(case=case, by=ana, account=TOLD)
    client.force_login(bruno)
    assert client.get(page("assessment", case, bruno, handle(draft, bruno))).status_code == 404
    assert factory.definition().title not in client.get(page("assessments", case, bruno)).text
    with pytest.raises(PermissionRefused):
        services.save_draft(case=case, filled=factory.filled(seen=1), by=bruno, draft=draft)
    client.force_login(berta)
    assert TOLD in client.get(page("edit_assessment", case, berta, handle(draft, berta))).text


def test_what_the_receiver_filled_stays_with_it(client: Client, ana: User, bruno: User) -> None:
    case = cases.open_case(by=ana)
    grant = cases.open_grant(case=case, parts=())
    factory.assessment(case=case, by=bruno, account=TOLD)
    services.close_grant(grant=grant, by=bruno, reason="opened_in_error")
    client.force_login(bruno)
    kept = client.get(page("kept", case, bruno))
    assert TOLD in kept.content.decode()


def test_nothing_told_stands_in_clear(
    ana: User, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "Ugbowo-canary"
    draft = factory.draft(case=case, by=ana, account=canary)
    services.save_draft(
        case=case, filled=factory.filled(account=f"{canary} more", seen=1), by=ana, draft=draft
    )
    factory.assessment(case=case, by=ana, account=canary, coerced=["coe_debt"])
    stored = [
        stored_values(model) for model in (Assessment, Assessment.history.model, Event, Notice)
    ]
    assert [(canary in one, "coe_debt" in one) for one in stored] == [(False, False)] * 4
    assert canary not in caplog.text
    assert [row.answers["account"] for row in draft.history.order_by("history_id")] == [
        canary, f"{canary} more",
    ]  # fmt: skip


def test_reading_is_recorded_before_it_is_shown(as_ana: Client, ana: User, case: Case) -> None:
    row = factory.assessment(case=case, by=ana, account=TOLD)
    as_ana.get(page("assessments", case, ana))
    as_ana.get(page("assessment", case, ana, handle(row, ana)))
    seen = Event.objects.filter(kind="case:viewed").order_by("id").values_list("body", flat=True)
    parts = [json.loads(bytes(body))["details"]["part"] for body in seen]
    assert parts == ["assessments", "assessment"]


@pytest.mark.pdf
def test_a_form_is_printed_and_the_printing_is_recorded(
    as_ana: Client, ana: User, case: Case
) -> None:
    row = factory.assessment(case=case, by=ana, account=TOLD)
    answer = as_ana.get(page("print_assessment", case, ana, handle(row, ana)))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert kinds()[-1] == "assessment:printed"


def test_erasing_the_case_erases_what_was_answered(ana: User, berta: User, case: Case) -> None:
    factory.assessment(case=case, by=ana, account=TOLD)
    boss = entities.coordinator(entity=ana.entity, name="Bea")
    other = entities.coordinator(entity=ana.entity, name="Cleo")
    closed = services.close_case(case=case, by=ana, reason="goals_met")
    request = services.request_erasure(case=closed, by=boss, basis="right_to_erasure")
    services.confirm_erasure(request=request, by=other)
    row = Assessment.objects.values().get()
    assert [row[name] for name in ("answers", "code", "sha256", "child_id")] == [None, "", "", None]
    old = Assessment.history.values("answers", "code", "sha256").get()
    assert old == {"answers": None, "code": "", "sha256": ""}


@pytest.mark.parametrize("name", ["assessments", "kept"])
def test_lists_cost_the_same_with_1_and_3_rows(
    as_ana: Client, ana: User, case: Case, name: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_ana.get(page(name, case, ana)).status_code == 200
        return len(queries)

    factory.assessment(case=case, by=ana, account=TOLD)
    cost()
    one = cost()
    factory.assessment(case=case, by=ana, account=TOLD)
    factory.draft(case=case, by=ana, account=TOLD)
    assert cost() == one
    assert one <= 22


def test_pages_of_two_entities_share_no_token(client: Client, ana: User, bruno: User) -> None:
    case = cases.open_case(by=ana)
    cases.open_grant(case=case, parts=("summary", "trafficking_history"))
    row = factory.assessment(case=case, by=ana, account=TOLD)
    tokens = []
    for person in (ana, bruno):
        client.force_login(person)
        text = client.get(page("assessments", case, person)).text
        text += client.get(page("assessment", case, person, handle(row, person))).text
        tokens.append(
            set(re.findall(r"[a-z2-7]{26}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|[0-9a-f]{12,}", text))
        )
    assert len(tokens[0]) > 1
    assert tokens[0] & tokens[1] == set()
