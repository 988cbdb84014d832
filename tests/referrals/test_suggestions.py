"""What a referral is offered to: fit, what she must avoid, agreements."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from cases.models import Avoidance, Case
from cases.services.avoidances import end_avoidance, record_avoidance
from core.codes import show_code
from core.exceptions import Conflict, PermissionRefused
from entities.models import Service, User
from entities.services import change_service
from entities.services.agreements import make_agreement
from referrals import services
from referrals.selectors.directory import suggest
from tests.entities.logged import events
from tests.factories import cases as case_factory
from tests.factories import entities as factory
from tests.factories import referrals as referral_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(ana: User) -> Case:
    return case_factory.open_case(by=ana, languages=["fr"], children_count=1)


def offered(case: Case, by: User) -> list[str]:
    return [service.name for service, _reasons, _agreed in suggest(case, by).in_order()]


def vital(**more: object):
    return referral_factory.terms(basis="vital_interest", basis_reason="In danger.", **more)


def test_fitting_services_come_first(ana: User, bruno: User, case: Case) -> None:
    factory.service(entity=bruno.entity, name="Alpha", languages=["es"])
    factory.service(entity=bruno.entity, name="Beta", languages=["fr"], accepts_children=True)
    page = Client()
    page.force_login(ana)
    code = show_code(case.codes.get(entity=ana.entity).code)

    assert offered(case, ana) == ["Beta", "Alpha"]
    shown = page.get(
        reverse("referrals:refer_case", args=[code]), {"need": "social_accompaniment"}
    ).content.decode()
    assert shown.index("What fits") < shown.index("Beta") < shown.index("Others: see")
    assert "Takes children" in shown
    assert "no agreement covers this" in shown


def test_what_is_paused_or_not_offered_is_never_suggested(
    ana: User, bruno: User, case: Case
) -> None:
    paused = factory.service(entity=bruno.entity, name="Alpha")
    paused = change_service(service=paused, by=bruno, is_paused=True)
    gone = factory.service(entity=bruno.entity, name="Beta")
    gone = change_service(service=gone, by=bruno, is_active=False)

    assert offered(case, ana) == []
    for service in (paused, gone):
        with pytest.raises(Conflict):
            services.draft_referral(case=case, service=service, terms=vital(), by=ana)


def test_avoided_entity_is_neither_offered_nor_sent_to(ana: User, bruno: User, case: Case) -> None:
    service = factory.service(entity=bruno.entity, name="Alpha")
    draft = services.draft_referral(case=case, service=service, terms=vital(), by=ana)
    row = record_avoidance(case=case, kind="entity", entity=bruno.entity, by=ana)

    assert offered(case, ana) == []
    assert suggest(case, ana).left_out == 1
    with pytest.raises(Conflict, match="She must avoid this entity"):
        services.send_referral(referral=draft, by=ana)
    end_avoidance(row=row, by=ana)
    assert offered(case, ana) == ["Alpha"]
    assert services.send_referral(referral=draft, by=ana).status == "requested"


def test_entity_to_avoid_by_now_does_not_accept_and_is_not_told_why(
    ana: User, bruno: User, case: Case
) -> None:
    service = factory.service(entity=bruno.entity, name="Alpha")
    draft = services.draft_referral(case=case, service=service, terms=vital(), by=ana)
    sent = services.send_referral(referral=draft, by=ana)
    record_avoidance(case=case, kind="entity", entity=bruno.entity, by=ana)

    with pytest.raises(Conflict) as refused:
        services.accept_referral(referral=sent, by=bruno)

    assert "avoid" not in str(refused.value)
    sent.refresh_from_db()
    assert (sent.status, sent.grant) == ("requested", None)


def test_avoided_zone_and_worker_speak_against_a_service(
    ana: User, bruno: User, case: Case
) -> None:
    factory.service(entity=bruno.entity, name="Alpha")
    record_avoidance(case=case, kind="zone", territory="ES-BI", by=ana)
    row = record_avoidance(case=case, kind="worker", entity=bruno.entity, words="bruno", by=ana)

    ((_service, reasons, _agreed),) = suggest(case, ana).in_order()
    texts = [reason.text for reason in reasons]
    assert row.worker == bruno
    assert "Lies in a zone she must avoid" in texts
    assert "Somebody she must avoid works there" in texts


def test_avoid_list_is_sealed_recorded_and_its_own(ana: User, carla: User, case: Case) -> None:
    row = record_avoidance(case=case, kind="interpreter", words="Bintou of Monday", by=ana)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_avoidance")
        assert b"Bintou" not in bytes(cursor.fetchone()[0])
    assert events(AuditAction.AVOIDANCE_RECORDED, row) == [{"actor": ana.pk}]
    with pytest.raises(PermissionRefused):
        record_avoidance(case=case, kind="interpreter", words="X", by=carla)
    record_avoidance(case=case, kind="zone", territory="ES-A", by=ana)
    with pytest.raises(Conflict):
        record_avoidance(case=case, kind="zone", territory="ES-A", by=ana)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, "This field is required."),
        ({"kind": "entity"}, "This is needed here."),
        ({"kind": "zone"}, "This is needed here."),
        ({"kind": "worker", "entity": "receiving"}, "This is needed here."),
        ({"kind": "interpreter", "words": "x" * 300}, "at most 200 characters"),
        ({"kind": "nonsense"}, "Select a valid choice."),
    ],
)
def test_half_said_is_asked_for(
    ana: User, bruno: User, case: Case, answers: dict[str, str], told: str
) -> None:
    client = Client()
    client.force_login(ana)
    code = show_code(case.codes.get(entity=ana.entity).code)

    page = client.post(reverse("cases:avoidances", args=[code]), {"csrf": "", **answers})

    assert told in page.content.decode()
    assert not Avoidance.objects.exists()


def test_referral_outside_any_agreement_is_warned_about_and_recorded(
    ana: User, bruno: User, case: Case
) -> None:
    service: Service = factory.service(entity=bruno.entity)
    draft = services.draft_referral(
        case=case, service=service, terms=vital(parts=("summary",)), by=ana
    )
    client = Client()
    client.force_login(ana)
    address = reverse("referrals:detail", args=[show_code(draft.code)])

    assert "No agreement covers this referral" in client.get(address).content.decode()
    assert events(AuditAction.REFERRAL_DRAFTED, draft)[0]["agreed"] is False
    make_agreement(
        between=(ana.entity, bruno.entity),
        parts=["summary"],
        starts_on=timezone.localdate(),
        by=None,
    )
    assert "No agreement covers this referral" not in client.get(address).content.decode()
    services.send_referral(referral=draft, by=ana)
    assert events(AuditAction.REFERRAL_SENT, draft)[0]["agreed"] is True


def test_installation_may_ask_for_agreements(ana: User, bruno: User, case: Case, settings) -> None:
    settings.AGREEMENTS_REQUIRED = True
    service = factory.service(entity=bruno.entity)
    terms = referral_factory.terms(basis="public_task", basis_reason="Duty.")

    with pytest.raises(Conflict, match="No agreement between your entities"):
        services.draft_referral(case=case, service=service, terms=terms, by=ana)
    assert services.draft_referral(case=case, service=service, terms=vital(), by=ana).pk
