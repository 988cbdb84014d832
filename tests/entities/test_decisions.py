"""What is grave about an account takes two people and a day, and whoever is concerned can stop it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities import services
from entities.enums import DecisionStatus, Role
from entities.models import AccountDecision, Session, User
from entities.permissions import can_agree, can_ask, can_stop
from notices.enums import MailKind, NoticeKind
from notices.models import Notice, OutboxMail
from notices.services import deliver
from tests.entities.deciding import asked, fresh, later
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


def test_role_takes_effect_a_day_after_the_second_person_agreed(
    ana: User, alba: User, amaia: User
) -> None:
    decision = services.agree(decision=asked(ana, alba), by=amaia)

    assert decision.takes_effect_at - decision.agreed_at == DAY
    assert later(hours=23.9) == 0
    assert Role.COORDINATOR not in fresh(ana).roles
    assert later() == 1
    assert fresh(ana).roles == {Role.CASEWORKER, Role.COORDINATOR}
    assert later() == 0
    assert events(AuditAction.ROLE_GRANTED, ana)[-1] == {"actor": alba.pk, "role": "coordinator"}


def test_every_moment_stands_in_the_log(ana: User, alba: User, amaia: User) -> None:
    decision = asked(ana, alba)
    services.agree(decision=decision, by=amaia)
    later()

    told = {"decision": str(decision.pk), "kind": "grant_role", "role": "coordinator"}
    assert events(AuditAction.DECISION_ASKED, ana) == [{"actor": alba.pk, **told}]
    assert events(AuditAction.DECISION_AGREED, ana) == [{"actor": amaia.pk, **told}]
    assert events(AuditAction.DECISION_DONE, ana) == [{"actor": None, **told}]


def test_coordinators_and_auditors_and_the_account_are_told_at_each_moment(
    ana: User, berta: User, bruno: User, alba: User, amaia: User, aurora: User
) -> None:
    def told() -> dict[str, set[str]]:
        rows = Notice.objects.values_list("kind", "user__name")
        found = {kind: {name for k, name in rows if k == kind} for kind, _name in rows}
        Notice.objects.all().delete()
        return found

    decision = asked(ana, alba)
    first = told()
    services.agree(decision=decision, by=amaia)
    second = told()
    later()

    assert first == {NoticeKind.ACCOUNT_ASKED: {"Berta", "Aurora", "Amaia", "Ana"}}
    assert second == {NoticeKind.ACCOUNT_AGREED: {"Berta", "Aurora", "Alba", "Ana"}}
    assert told() == {NoticeKind.ACCOUNT_DECIDED: {"Berta", "Aurora", "Alba", "Amaia", "Ana"}}
    assert OutboxMail.objects.filter(user=ana, kind=MailKind.ACCOUNT).count() == 3
    assert not OutboxMail.objects.filter(user=bruno).exists()


@pytest.mark.parametrize("who", ["alba", "amaia", "berta", "aurora", "ana"])
@pytest.mark.parametrize("agreed", [False, True])
def test_it_can_be_stopped_until_it_takes_effect(
    request: pytest.FixtureRequest, ana: User, alba: User, amaia: User, who: str, agreed: bool
) -> None:
    decision = asked(ana, alba)
    if agreed:
        services.agree(decision=decision, by=amaia)
    elif who == "amaia":
        pytest.skip("she has no part in it yet")

    stopped = services.stop(decision=decision, by=request.getfixturevalue(who))

    assert (stopped.status, later()) == (DecisionStatus.STOPPED, 0)
    assert Role.COORDINATOR not in fresh(ana).roles
    assert events(AuditAction.DECISION_STOPPED, ana)[0]["actor"] == stopped.stopped_by_id


def test_strangers_stop_nothing(ana: User, alba: User, bruno: User, carla: User) -> None:
    decision = asked(ana, alba)

    for stranger in (bruno, carla):
        with pytest.raises(PermissionRefused):
            services.stop(decision=decision, by=stranger)


def test_what_took_effect_is_not_stopped(ana: User, alba: User, amaia: User) -> None:
    decision = services.agree(decision=asked(ana, alba), by=amaia)
    later()

    with pytest.raises(Conflict):
        services.stop(decision=decision, by=alba)


def test_who_may_be_the_second_person(
    ana: User, berta: User, bruno: User, alba: User, amaia: User, aurora: User
) -> None:
    by_coordinator = asked(ana, berta)
    other = factory.coordinator(entity=ana.entity, name="Beatriz")

    may = {person.name for person in User.objects.all() if can_agree(person, by_coordinator)}

    assert may == {"Alba", "Amaia", "Aurora", other.name}


def test_about_an_auditor_another_auditor_agrees_while_there_is_one(
    alba: User, amaia: User, aurora: User
) -> None:
    decision = services.ask_reset(user=aurora, by=alba)
    alone = can_agree(amaia, decision)
    second = factory.auditor(name="Alaitz")

    assert alone
    assert not can_agree(amaia, decision)
    assert can_agree(second, decision)
    assert not can_agree(aurora, decision)
    with pytest.raises(PermissionRefused):
        services.agree(decision=decision, by=amaia)


def test_third_auditor_needs_an_auditor_too(alba: User, amaia: User, aurora: User) -> None:
    person = factory.user(role=None, name="Nerea")
    decision = services.ask_role(user=person, role=Role.AUDITOR, by=alba)

    assert (can_agree(amaia, decision), can_agree(aurora, decision)) == (False, True)


@pytest.mark.parametrize("who", ["asker", "agreer"])
def test_decision_lapses_when_one_of_the_two_is_no_longer_entitled(
    ana: User, alba: User, amaia: User, who: str
) -> None:
    third = factory.administrator(name="Third")
    decision = services.agree(decision=asked(ana, alba), by=amaia)
    services.end_role(user=alba if who == "asker" else amaia, role=Role.ADMINISTRATOR, by=third)
    later()
    decision.refresh_from_db()

    assert (decision.status, fresh(ana).roles) == (DecisionStatus.LAPSED, {Role.CASEWORKER})


def test_decision_lapses_when_roles_no_longer_go_together(
    alba: User, amaia: User, aurora: User
) -> None:
    person = factory.user(role=None, name="Nerea")
    decision = services.agree(
        decision=services.ask_role(user=person, role=Role.AUDITOR, by=alba), by=aurora
    )
    services.grant_role(user=person, role=Role.ANALYST, by=alba)
    later()
    decision.refresh_from_db()

    assert (decision.status, fresh(person).roles) == (DecisionStatus.LAPSED, {Role.ANALYST})


def test_what_nobody_agrees_to_lapses_after_a_fortnight(ana: User, alba: User) -> None:
    decision = asked(ana, alba)

    assert (later(hours=24 * 13), later(hours=24 * 14)) == (0, 1)
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.LAPSED


def test_address_changes_after_the_day_and_ends_sessions_and_links(
    ana: User, alba: User, amaia: User, client
) -> None:
    services.verify_email(user=ana)
    client.force_login(ana)
    decision = services.ask_email(user=ana, email=" Ana.New@Example.TEST", by=alba)
    services.agree(decision=decision, by=amaia)
    later()

    person = fresh(ana)
    assert person.email == "ana.new@example.test"
    assert not person.emailaddress_set.filter(verified=True).exists()
    assert not Session.objects.filter(account_id=ana.pk).exists()
    assert client.get("/entities/me/").status_code == 302


def test_old_address_is_told_of_the_new_one_and_kept_no_longer_than_that(
    ana: User, alba: User, amaia: User
) -> None:
    old = ana.email
    decision = services.ask_email(user=ana, email="new@example.test", by=alba)
    services.agree(decision=decision, by=amaia)
    deliver()
    mail.outbox.clear()
    later()
    deliver()

    to = [message.to[0] for message in mail.outbox if message.subject == "Your Bidelagun account"]
    assert sorted(to) == sorted([old, "new@example.test"])
    assert not any(old in message.body + message.subject for message in mail.outbox)
    assert set(OutboxMail.objects.values_list("address", flat=True)) == {""}


@pytest.mark.parametrize("email", ["not an address", "", "x" * 250 + "@example.test"])
def test_malformed_address_is_refused(ana: User, alba: User, email: str) -> None:
    with pytest.raises(ValidationError):
        services.ask_email(user=ana, email=email, by=alba)
    assert not AccountDecision.objects.exists()


def test_address_of_somebody_else_is_refused_now_and_later(
    ana: User, berta: User, alba: User, amaia: User
) -> None:
    with pytest.raises(Conflict):
        services.ask_email(user=ana, email=berta.email, by=alba)
    decision = services.ask_email(user=ana, email="new@example.test", by=alba)
    services.agree(decision=decision, by=amaia)
    User.objects.filter(pk=berta.pk).update(email="new@example.test")
    later()
    decision.refresh_from_db()

    assert (decision.status, fresh(ana).email) == (DecisionStatus.LAPSED, ana.email)


def test_reset_takes_factors_and_sessions_and_leads_to_setting_up(
    ana: User, berta: User, alba: User, client
) -> None:
    client.force_login(ana)
    services.agree(decision=services.ask_reset(user=ana, by=berta), by=alba)
    later()

    assert (fresh(ana).second_factor_at, client.get("/entities/me/").status_code) == (None, 302)
    assert events(AuditAction.FACTORS_RESET, ana) == [{"actor": berta.pk}]
    client.force_login(fresh(ana))
    assert client.get("/entities/me/")["Location"] == "/account/factors/"


def test_same_thing_is_asked_once(ana: User, alba: User, amaia: User) -> None:
    asked(ana, alba)

    with pytest.raises(Conflict):
        asked(ana, amaia)


def test_database_refuses_one_person_for_two(ana: User, alba: User, amaia: User) -> None:
    decision = asked(ana, alba)
    now = timezone.now()
    for agreer in (alba, ana):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountDecision.objects.filter(pk=decision.pk).update(
                status="agreed", agreed_by=agreer, agreed_at=now, takes_effect_at=now
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountDecision.objects.filter(pk=decision.pk).update(asked_by=ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountDecision.objects.filter(pk=decision.pk).update(status="done", ended_at=now)


def test_coordinator_asks_for_her_own_people_only(ana: User, berta: User, bruno: User) -> None:
    decision = AccountDecision(person=ana, kind="reset_factors")
    custodian = AccountDecision(person=ana, kind="grant_role", role="custodian")

    assert [can_ask(by, decision) for by in (berta, bruno, ana)] == [True, False, False]
    assert not can_ask(berta, custodian)


def test_nobody_suspended_or_gone_takes_part(ana: User, alba: User, amaia: User) -> None:
    decision = asked(ana, alba)
    User.objects.filter(pk=amaia.pk).update(suspended_at=timezone.now())

    person = fresh(amaia)
    assert (can_agree(person, decision), can_stop(person, decision)) == (False, False)
