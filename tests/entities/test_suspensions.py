"""Suspended accounts: of whom nobody signs in, and under suspicion without a word."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities import services
from entities.enums import DecisionStatus, Role, SuspensionKind
from entities.models import AccountDecision, User
from entities.selectors import decisions_visible_to, heirs_of
from notices.enums import MailKind, NoticeKind
from notices.models import Notice, OutboxMail
from tests.entities.addresses import url
from tests.entities.deciding import fresh, later
from tests.entities.logged import events
from tests.factories import cases
from tests.factories import entities as factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_requests")]


def suspended(person: User, asker: User, agreer: User) -> AccountDecision:
    """Suspend under suspicion."""
    decision = services.ask_suspension(user=person, by=asker)
    return services.agree(decision=decision, by=agreer)


def try_to_sign_in(person: User, password: str = factory.PASSWORD) -> tuple[int, list[str]]:
    answer = Client().post("/account/login/", {"login": person.email, "password": password})
    form = answer.context["form"] if answer.status_code == 200 else None
    return answer.status_code, form.non_field_errors() if form else []


def test_suspicion_ends_sessions_and_answers_like_a_wrong_password(
    ana: User, alba: User, aurora: User, client: Client
) -> None:
    client.force_login(ana)
    wrong = try_to_sign_in(ana, "not her password at all")
    assert try_to_sign_in(ana)[0] == 302

    suspended(ana, aurora, alba)

    assert client.get("/entities/me/").status_code == 302
    assert try_to_sign_in(ana) == wrong
    assert wrong[0] == 200
    assert events(AuditAction.USER_SUSPENDED, ana) == [{"actor": None, "kind": "silent"}]


@pytest.mark.parametrize(("asker", "agreer"), [("alba", "amaia"), ("aurora", "other"),
                                               ("berta", "aurora"), ("ana", "aurora")])  # fmt: skip
def test_suspicion_takes_an_auditor_and_an_administrator(
    request: pytest.FixtureRequest, carla: User, asker: str, agreer: str
) -> None:
    by = request.getfixturevalue(asker)
    second = (
        factory.auditor(name="Alaitz") if agreer == "other" else request.getfixturevalue(agreer)
    )

    with pytest.raises(PermissionRefused):
        suspended(carla, by, second)
    assert fresh(carla).may_sign_in


def test_suspicion_is_told_to_administrators_and_auditors_only(
    ana: User, berta: User, alba: User, amaia: User, aurora: User
) -> None:
    suspended(ana, aurora, alba)

    told = set(Notice.objects.values_list("user__name", flat=True))
    assert told == {"Alba", "Amaia", "Aurora"}
    assert not OutboxMail.objects.filter(user__in=[ana, berta]).exists()
    assert [person.name for person in (ana, berta, alba, aurora)
            if decisions_visible_to(person)] == ["Alba", "Aurora"]  # fmt: skip


def test_coordinator_sees_no_difference(
    ana: User, berta: User, alba: User, aurora: User, enter
) -> None:
    def page() -> str:
        text = enter(fresh(berta)).get(url("person", berta, ana)).content.decode()
        return text[text.index("<main") : text.index("</main")]

    plain = page()
    suspended(ana, aurora, alba)
    after = page()
    seen = enter(alba).get(url("person", alba, ana)).content.decode()

    assert [line for line in after.splitlines() if "csrf" not in line] == [
        line for line in plain.splitlines() if "csrf" not in line
    ]
    assert "under suspicion" in seen


def test_coordinator_asks_about_a_suspect_as_about_anybody(
    ana: User, berta: User, alba: User, aurora: User
) -> None:
    suspended(ana, aurora, alba)
    decision = services.ask_reset(user=ana, by=berta)
    services.agree(decision=decision, by=alba)
    later()
    decision.refresh_from_db()

    assert decision.status == DecisionStatus.LAPSED
    assert fresh(ana).second_factor_at is not None
    with pytest.raises(Conflict):
        services.ask_reset(user=ana, by=alba)


def test_suspected_auditor_learns_nothing(alba: User, aurora: User) -> None:
    second = factory.auditor(name="Alaitz")
    decision = services.ask_suspension(user=aurora, by=alba)

    assert not decisions_visible_to(aurora).exists()
    for act in (services.stop, services.agree):
        with pytest.raises(PermissionRefused):
            act(decision=decision, by=aurora)
    services.agree(decision=decision, by=second)
    assert not fresh(aurora).may_sign_in


def test_suspicion_is_lifted_by_an_auditor(ana: User, alba: User, aurora: User) -> None:
    suspended(ana, aurora, alba)

    with pytest.raises(PermissionRefused):
        services.lift_suspension(user=ana, kind=SuspensionKind.SILENT, by=alba)
    services.lift_suspension(user=ana, kind=SuspensionKind.SILENT, by=aurora)

    assert try_to_sign_in(ana)[0] == 302
    with pytest.raises(Conflict):
        services.lift_suspension(user=ana, kind=SuspensionKind.SILENT, by=aurora)


def sleeping(person: User, days: int) -> User:
    """Let her last sign-in be so long ago."""
    User.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(days=days))
    return person


def sweep(days: float = 0) -> tuple[int, int]:
    return services.sweep_dormant(now=timezone.now() + timedelta(days=days))


def test_dormant_account_is_warned_then_suspended_and_its_work_moves(
    ana: User, berta: User
) -> None:
    case = cases.open_case(by=ana)
    sleeping(ana, 77)

    assert (sweep(), sweep()) == ((1, 0), (0, 0))
    assert list(OutboxMail.objects.values_list("user", "kind")) == [(ana.pk, MailKind.DORMANT)]
    assert sweep(13)[1] == 0
    assert sweep(14)[1] == 1

    case.refresh_from_db()
    assert (fresh(ana).may_sign_in, case.lead_worker) == (False, berta)
    told = set(Notice.objects.filter(user=berta).values_list("kind", flat=True))
    assert told >= {NoticeKind.ACCOUNT_DORMANT, NoticeKind.WORK_MOVED}
    assert sweep(15)[1] == 0


def test_account_in_use_is_left_alone(ana: User) -> None:
    sleeping(ana, 75)
    assert sweep() == (0, 0)


def test_nobody_is_suspended_without_a_warning_first(ana: User) -> None:
    sleeping(ana, 400)

    assert sweep() == (1, 0)
    assert fresh(ana).may_sign_in


def test_signing_in_after_the_warning_keeps_the_account(ana: User) -> None:
    sleeping(ana, 80)
    sweep()
    User.objects.filter(pk=ana.pk).update(last_login=timezone.now() + timedelta(days=1))

    assert sweep(20)[1] == 0
    assert fresh(ana).may_sign_in


def test_coordinator_lifts_and_the_clock_begins_anew(ana: User, berta: User, bruno: User) -> None:
    sleeping(ana, 80)
    sweep()
    sweep(14)
    with pytest.raises(PermissionRefused):
        services.lift_suspension(user=ana, kind=SuspensionKind.DORMANT, by=bruno)
    services.lift_suspension(user=ana, kind=SuspensionKind.DORMANT, by=berta)

    assert fresh(ana).may_sign_in
    assert ana.pk in User.objects.filter(dormant_warned_at=None).values_list("pk", flat=True)


def test_dormant_account_under_suspicion_stays_closed_when_one_is_lifted(
    ana: User, berta: User, alba: User, aurora: User
) -> None:
    suspended(ana, aurora, alba)
    sleeping(ana, 80)
    sweep()
    sweep(14)
    services.lift_suspension(user=ana, kind=SuspensionKind.DORMANT, by=berta)

    assert not fresh(ana).may_sign_in


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_last_of_those_who_watch_and_lift_never_sleep(role: Role) -> None:
    person = sleeping(factory.user(role=role, name="Alone"), 200)
    sweep()

    assert sweep(20)[1] == 0
    assert fresh(person).may_sign_in


def test_sweep_of_everybody_leaves_one_administrator_and_one_auditor(ana: User) -> None:
    watching = [factory.user(role=role, name=f"{role} {number}")
                for role in (Role.ADMINISTRATOR, Role.AUDITOR) for number in range(3)]  # fmt: skip
    for person in (ana, *watching):
        sleeping(person, 200)
    sweep()

    assert sweep(20)[1] == 5
    awake = [fresh(person) for person in watching if fresh(person).may_sign_in]
    assert sorted(role for person in awake for role in person.roles) == ["administrator", "auditor"]


def test_colleague_who_never_came_in_does_not_let_the_last_one_sleep(alba: User) -> None:
    factory.administrator(name="Invited")
    sleeping(alba, 200)
    sweep()
    sweep(20)

    assert fresh(alba).may_sign_in


def test_owner_is_told_that_her_dormant_account_is_open_again(ana: User, berta: User) -> None:
    sleeping(ana, 80)
    sweep()
    sweep(14)
    OutboxMail.objects.all().delete()
    services.lift_suspension(user=ana, kind=SuspensionKind.DORMANT, by=berta)

    assert list(OutboxMail.objects.values_list("user", "kind")) == [(ana.pk, MailKind.ACCOUNT)]


def test_work_meant_for_a_suspect_goes_to_another_and_nothing_shows(
    ana: User, berta: User, alba: User, aurora: User
) -> None:
    beatriz = factory.coordinator(entity=ana.entity, name="Zeatriz")
    case = cases.open_case(by=ana)
    suspended(berta, aurora, alba)

    assert list(heirs_of(ana)) == [berta, beatriz]
    services.deactivate_user(user=ana, by=alba, work_to=fresh(berta))
    case.refresh_from_db()
    assert case.lead_worker == beatriz


def test_work_has_nobody_when_the_only_coordinator_is_suspected(
    ana: User, berta: User, alba: User, aurora: User
) -> None:
    case = cases.open_case(by=ana)
    suspended(berta, aurora, alba)
    services.deactivate_user(user=ana, by=alba, work_to=fresh(berta))
    case.refresh_from_db()

    assert case.lead_worker is None
    assert alba.notices.filter(kind=NoticeKind.WORK_LEFT).exists()


def test_dormant_coordinator_is_no_heir(ana: User, berta: User) -> None:
    sleeping(berta, 80)
    sweep()
    sweep(14)

    assert list(heirs_of(ana)) == []
