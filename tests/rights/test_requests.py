from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from notices.models import Notice
from rights import services
from rights.clock import months_after
from rights.models import RightsRequest
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db


def notices(user: User) -> list[str]:
    return list(
        Notice.objects.filter(user=user).order_by("created_at").values_list("kind", flat=True)
    )


def test_record_request_begins_the_month_and_tells_data_protection(
    ana: User, berta: User, olga: User, case: Case
) -> None:
    today = timezone.localdate()

    request = factory.request(case=case, by=ana)

    assert (request.status, request.due_on) == ("open", months_after(today, 1))
    assert (notices(olga), notices(berta), notices(ana)) == (["right_asked"], ["right_asked"], [])


def test_record_request_refuses_strangers_repetitions_and_days_to_come(
    ana: User, bruno: User, case: Case
) -> None:
    factory.request(case=case, by=ana)

    with pytest.raises(PermissionRefused):
        factory.request(case=case, by=bruno, right="erasure")
    with pytest.raises(Conflict):
        factory.request(case=case, by=ana)
    with pytest.raises(ValidationError):
        factory.request(
            case=case, by=ana, right="erasure",
            received_on=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(ValidationError):
        factory.request(case=case, by=ana, right="erasure", received_on=date(26, 11, 20))


def test_extend_request_gives_two_months_more_once(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana)

    extended = services.extend_request(request=request, by=olga, reason="complex")

    assert extended.due_on == months_after(request.received_on, 3)
    with pytest.raises(Conflict):
        services.extend_request(request=request, by=olga, reason="many")


def test_extend_request_is_refused_after_the_first_month(ana: User, olga: User, case: Case) -> None:
    long_ago = timezone.localdate() - timedelta(days=40)
    request = factory.request(case=case, by=ana, received_on=long_ago)

    with pytest.raises(Conflict):
        services.extend_request(request=request, by=olga, reason="complex")


def test_answer_waits_for_what_the_entity_does(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana, right="rectification")

    with pytest.raises(Conflict):
        services.answer_request(request=request, by=olga, answer="answer")
    services.carry_out(request=request, by=ana, carried_out="done")
    answered = services.answer_request(request=request, by=olga, answer="answer")

    assert answered.status == "answered"
    assert notices(ana) == ["right_answered"]


def test_answer_belongs_to_data_protection(ana: User, berta: User, case: Case) -> None:
    request = factory.request(case=case, by=ana, right="objection")

    for person in (ana, berta):
        with pytest.raises(PermissionRefused):
            services.answer_request(request=request, by=person, answer="answer")


def test_refusal_needs_a_reason_and_the_authority(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana)

    with pytest.raises(ValidationError) as refused:
        services.answer_request(request=request, by=olga, answer="refuse")
    services.answer_request(
        request=request, by=olga, answer="refuse", refusal_reason="others", authority="avpd"
    )

    assert set(refused.value.message_dict) == {"refusal_reason", "authority"}
    assert RightsRequest.objects.get().status == "refused"
    with pytest.raises(Conflict):
        services.answer_request(request=request, by=olga, answer="answer")


@pytest.mark.parametrize(
    ("days", "kinds", "count"),
    [(8, [], 0), (7, ["right_near"], 1), (2, ["right_near"], 2), (-1, ["right_missed"], 3)],
)
def test_sweep_warns_once_by_the_days_left(
    days: int, kinds: list[str], count: int, ana: User, olga: User, case: Case
) -> None:
    request = factory.request(case=case, by=ana)
    due_on = timezone.localdate() + timedelta(days=days)
    RightsRequest.objects.update(due_on=due_on, received_on=due_on - timedelta(days=30))
    Notice.objects.all().delete()

    warned = [services.warn_of_requests(), services.warn_of_requests()]

    assert warned == [int(bool(kinds)), 0]
    assert notices(olga) == kinds
    request.refresh_from_db()
    assert request.warnings == count


def test_sweep_leaves_answered_requests_alone(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana)
    services.withdraw_request(request=request, by=ana)
    RightsRequest.objects.update(due_on=timezone.localdate(), received_on="2026-01-01")

    assert services.warn_of_requests() == 0


def test_what_she_asked_is_sealed_and_not_in_the_log(ana: User, case: Case) -> None:
    factory.request(case=case, by=ana, details="My cousin Xiomara must not know.")

    event = Event.objects.filter(kind="right:requested").latest("id")
    assert b"Xiomara" not in bytes(event.body)
    assert RightsRequest.objects.get().details == "My cousin Xiomara must not know."
