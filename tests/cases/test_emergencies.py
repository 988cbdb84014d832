"""Breaking the glass: what opens, to whom, what is answered in vain, and the review."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import Event
from cases import services
from cases.models import BrokenGlass, Case, CaseGrant, ErasureRequest
from cases.permissions import can_see, can_see_identity, can_see_part, can_work
from cases.selectors import code_for
from cases.tasks import sweep_grants, sweep_protection
from core.codes import new_code, show_code
from core.exceptions import PermissionRefused
from entities.enums import Role
from entities.models import User
from notices.models import Notice
from tests.cases.pages import kinds, page
from tests.factories import cases as factory
from tests.factories import entities, referrals
from tests.factories.entities import factor
from vault.exceptions import TooManyQuestions

pytestmark = pytest.mark.django_db
WHY = "She is at our door, hurt."
URL = "/cases/break-glass/"


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(
        by=ana, person={"name_used": "Joy", "legal_name": "Joy Osagie"}, summary="Met at night."
    )


@pytest.fixture
def officer() -> User:
    return entities.user(role=Role.DATA_PROTECTION_OFFICER, name="Odile")


def try_code(by: User, code: str) -> Case | None:
    return services.break_glass(by=by, code=code, justification=WHY)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("user__name", flat=True))


def test_code_opens_what_an_emergency_needs_for_four_hours(carla: User, case: Case) -> None:
    assert try_code(carla, code_for(case, case.owner_entity)) == case

    grant = CaseGrant.objects.get(entity=carla.entity)
    assert grant.parts == ["contact_card", "health", "identity", "offer", "summary"]
    assert abs(grant.valid_until - timezone.now() - timedelta(hours=4)) < timedelta(minutes=1)
    assert can_see(carla, case)
    assert can_see_identity(carla, case)
    assert not can_see_part(carla, case, "narrative")
    assert not can_work(carla, case)


def test_access_ends_by_itself(client: Client, carla: User, case: Case) -> None:
    factory.broken_glass(case=case, by=carla)
    client.force_login(carla)
    path = page("detail", case, carla)
    assert client.get(path).status_code == 200
    CaseGrant.objects.filter(entity=carla.entity).update(
        valid_until=timezone.now() - timedelta(seconds=1)
    )
    sweep_grants()

    assert client.get(path).status_code == 404


def test_code_of_a_referral_opens_too(ana: User, carla: User, case: Case) -> None:
    sent = referrals.offer(by=ana, case=case, basis="vital_interest", basis_reason="In danger.")

    assert try_code(carla, sent.code) == case


@pytest.mark.usefixtures("ana", "berta", "bruno", "aurora", "officer")
def test_everybody_concerned_is_told_at_once(carla: User, case: Case) -> None:
    entities.coordinator(entity=carla.entity, name="Clara")
    glass = factory.broken_glass(case=case, by=carla)

    assert told("glass_broken") == {"Ana", "Berta", "Clara", "Aurora"}
    event = Event.objects.get(kind=AuditAction.GLASS_BROKEN.value)
    assert (event.actor, event.case_ref, event.pk) == (carla.pk, case.pk, glass.event)
    assert b'"justification":null' not in bytes(event.body)
    assert b"door" not in bytes(event.body)


@pytest.mark.usefixtures("ana", "berta", "aurora", "officer")
def test_every_notice_leads_to_a_page(client: Client, carla: User, case: Case) -> None:
    entities.coordinator(entity=carla.entity, name="Clara")
    factory.broken_glass(case=case, by=carla)
    BrokenGlass.objects.update(broken_at=timezone.now() - timedelta(hours=73))
    sweep_protection()

    for notice in Notice.objects.filter(kind__startswith="glass"):
        client.force_login(notice.user)
        assert client.get(notice.path).status_code == 200, notice.path


def unknown(case: Case) -> str:
    return new_code()


def marked(case: Case) -> str:
    services.set_mark(case=case, by=case.opened_by, kind="no_break_glass", reason="known_here")
    return code_for(case, case.owner_entity)


def closed(case: Case) -> str:
    services.close_case(case=case, by=case.opened_by, reason="goals_met")
    return code_for(case, case.owner_entity)


def erased(case: Case) -> str:
    other = entities.coordinator(entity=case.owner_entity, name="Other")
    code = closed(case)
    request = services.request_erasure(case=case, by=other, basis="court_order")
    ErasureRequest.objects.filter(pk=request.pk).update(
        confirmed_at=timezone.now(), confirmed_by=case.opened_by
    )
    return code


def reference(case: Case) -> str:
    return case.codes.get(entity=None).code


@pytest.mark.parametrize("kind", [unknown, marked, closed, erased, reference])
def test_vain_tries_are_answered_alike_and_recorded(
    client: Client, carla: User, case: Case, kind
) -> None:
    code = kind(case)
    client.force_login(carla)
    client.get(URL)
    data = {"case_code": show_code(code), "justification": WHY, **factor(carla)}
    answer = client.post(URL, data)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["case_code"]
    text = str(answer.context["form"].errors["case_code"])
    assert "No case can be opened with this code" in text
    assert not CaseGrant.objects.filter(entity=carla.entity).exists()
    assert Notice.objects.filter(kind="glass_broken").count() == 0
    event = Event.objects.get(kind=AuditAction.GLASS_REFUSED.value)
    assert (event.actor, event.outcome) == (carla.pk, "refused")
    assert event.case_ref == (None if kind in (unknown, reference) else case.pk)


def test_vain_tries_cost_the_same_queries(carla: User, ana: User) -> None:
    try_code(carla, unknown(factory.open_case(by=ana)))  # fills what is asked once a process
    counts = {}
    for kind in (unknown, marked, closed, erased):
        code = kind(factory.open_case(by=ana))
        with CaptureQueriesContext(connection) as queries:
            assert try_code(carla, code) is None
        counts[kind.__name__] = [
            "".join(sign for sign in query["sql"].split("WHERE")[0] if not sign.isdigit())
            for query in queries
            if "shared_cache" not in query["sql"]
        ]
        counts[kind.__name__] = len(counts[kind.__name__])

    assert len(set(counts.values())) == 1, counts


def test_tries_are_limited_and_others_still_may(carla: User, bruno: User, case: Case) -> None:
    for _try in range(5):
        try_code(carla, new_code())
    with pytest.raises(TooManyQuestions):
        try_code(carla, code_for(case, case.owner_entity))

    assert try_code(bruno, code_for(case, case.owner_entity)) == case


def test_case_that_is_visible_already_is_led_to(as_ana: Client, ana: User, case: Case) -> None:
    data = {
        "case_code": show_code(code_for(case, ana.entity)), "justification": WHY, **factor(ana),
    }  # fmt: skip
    assert as_ana.post(URL, data)["Location"] == page("detail", case, ana)
    assert BrokenGlass.objects.count() == 0
    assert "glass:broken" not in kinds()


def test_second_code_is_not_needed_while_it_is_open(carla: User, case: Case) -> None:
    factory.broken_glass(case=case, by=carla)

    assert try_code(carla, code_for(case, case.owner_entity)) == case
    assert BrokenGlass.objects.count() == 1


def test_page_asks_for_the_factor_and_keeps_what_was_typed(
    client: Client, carla: User, case: Case
) -> None:
    client.force_login(carla)
    code = show_code(code_for(case, case.owner_entity))
    wrong = client.post(URL, {"case_code": code, "justification": WHY, "code": "000000"})
    assert list(wrong.context["form"].errors) == ["code"]
    assert WHY in wrong.content.decode()
    assert code in wrong.content.decode()
    assert CaseGrant.objects.filter(entity=carla.entity).count() == 0

    right = client.post(URL, {"case_code": code, "justification": WHY, **factor(carla)})
    assert right["Location"] == page("detail", case, carla)
    assert code.replace("-", "") not in str(dict(client.session))
    text = client.get(right["Location"]).content.decode()
    assert "Met at night." in text
    assert "Add an intervention" not in text


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.CASEWORKER, Role.COORDINATOR}]
)
def test_other_roles_break_nothing(case: Case, role: Role) -> None:
    person = entities.user(role=role, entity=entities.unrelated_entity(), name="Other")

    with pytest.raises(PermissionRefused):
        try_code(person, code_for(case, case.owner_entity))


def test_identity_in_an_emergency_still_needs_four_eyes(
    client: Client, carla: User, case: Case
) -> None:
    factory.four_eyes(case=case)
    factory.broken_glass(case=case, by=carla)
    client.force_login(carla)

    answer = client.get(page("reveal_identity", case, carla))
    assert answer["Location"] == page("ask_identity", case, carla)
