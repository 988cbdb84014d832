"""Hours, the rota, and whom to ring now."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.handles import handle_of
from entities.enums import HoursKind, Role
from entities.forms.duty import read_hours
from entities.models import Service, User
from entities.selectors.duty import is_on_duty, on_duty, to_ring
from entities.services.duty import end_shift, plan_shift, set_hours
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(bruno: User) -> Service:
    return factory.service(entity=bruno.entity, name="Etxea", on_call_number="600 100 200")


def shift(service: Service, person: User, *, turn: int = 1, begins: int = -1, hours: int = 8):
    since = timezone.now() + timedelta(hours=begins)
    return plan_shift(
        service=service,
        person=person,
        since=since,
        until=since + timedelta(hours=hours),
        turn=turn,
        by=person if person.may("coordinate") else None,
    )


def test_next_on_duty_is_rung_every_ten_minutes(bruno: User, service: Service) -> None:
    second = factory.user(role=Role.DUTY_WORKER, entity=bruno.entity, name="Second")
    shift(service, second, turn=2)
    shift(service, bruno, turn=1)
    shift(service, second, begins=20)

    assert on_duty(service) == [bruno, second]
    waits = [0, 9, 10, 19, 500]
    rung = [to_ring(service, waited=timedelta(minutes=wait)) for wait in waits]
    assert rung == [bruno, bruno, second, second, second]


def test_nobody_is_on_duty_without_a_turn(service: Service) -> None:
    assert on_duty(service) == []
    assert to_ring(service) is None


def test_whose_account_is_closed_or_suspended_is_not_rung(bruno: User, service: Service) -> None:
    second = factory.user(role=Role.DUTY_WORKER, entity=bruno.entity, name="Second")
    shift(service, second)
    shift(service, bruno, turn=2)
    User.objects.filter(pk=second.pk).update(suspended_at=timezone.now())

    assert on_duty(service) == [bruno]


def test_turn_is_recorded_and_taken_out_once(bruno: User, service: Service) -> None:
    planned = shift(service, bruno)
    ended = end_shift(shift=planned, by=bruno)

    assert on_duty(service) == []
    assert events(AuditAction.SHIFT_PLANNED, bruno) == [
        {"actor": bruno.pk, "record": str(planned.pk)}
    ]
    assert events(AuditAction.SHIFT_ENDED, bruno) == [{"actor": bruno.pk, "record": str(ended.pk)}]
    with pytest.raises(Conflict):
        end_shift(shift=planned, by=bruno)


def test_turn_of_somebody_else_or_over_or_doubled_is_refused(
    bruno: User, berta: User, service: Service
) -> None:
    caseworker = factory.caseworker(entity=bruno.entity)
    shift(service, bruno)

    for person, begins in ((berta, 0), (caseworker, 0), (bruno, -20), (bruno, 2)):
        with pytest.raises(Conflict):
            plan_shift(
                service=service,
                person=person,
                since=timezone.now() + timedelta(hours=begins),
                until=timezone.now() + timedelta(hours=begins + 3),
                by=bruno,
            )
    with pytest.raises(PermissionRefused):
        plan_shift(
            service=service,
            person=bruno,
            since=timezone.now() + timedelta(days=1),
            until=timezone.now() + timedelta(days=2),
            by=berta,
        )


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-05T21:00", True),  # Monday evening
        ("2026-01-05T19:59", False),
        ("2026-01-06T07:59", True),  # the night that began on Monday
        ("2026-01-06T08:00", False),
        ("2026-01-04T23:00", True),  # Sunday, all day
        ("2026-01-05T00:00", False),
    ],
)
def test_hours_over_midnight(bruno: User, service: Service, at: str, expected: bool) -> None:
    hours = {(HoursKind.DUTY, 0): (time(20), time(8)), (HoursKind.DUTY, 6): (time(0), time(0))}
    set_hours(service=service, hours=hours, by=bruno)

    assert is_on_duty(service, at=timezone.make_aware(datetime.fromisoformat(at))) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-14", (time(9), time(14))),
        ("09:30 - 14:45", (time(9, 30), time(14, 45))),
        ("0:00-24:00", (time(0), time(0))),
        ("20.00-8.00", (time(20), time(8))),
    ],
)
def test_hours_are_read(text: str, expected: tuple[time, time]) -> None:
    assert read_hours(text) == expected


@pytest.mark.parametrize("text", ["", "morning", "25-26", "9-14-18", "9:75-10:00", "24:30-1"])
def test_what_is_not_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_hours(text)


def test_hours_page_says_what_is_wrong_and_keeps_what_was_typed(
    bruno: User, service: Service
) -> None:
    client = Client()
    client.force_login(bruno)
    name = handle_of(service.pk, entity_id=bruno.entity_id)
    address = reverse("entities:hours", args=[bruno.entity.code, name])

    page = client.post(address, {"open_0": "9-14", "open_1": "mornings"}).content.decode()
    assert "Write hours like 9:00-14:00." in page
    assert 'value="mornings"' in page
    assert service.hours.count() == 0

    client.post(address, {"open_0": "9-14", "duty_6": "0-24"})
    assert [str(row) for row in service.hours.all()] == ["6 00:00-00:00", "0 09:00-14:00"]


def test_duty_contacts_show_numbers_and_no_names(ana: User, bruno: User, service: Service) -> None:
    shift(service, bruno)
    factory.service(entity=bruno.entity, name="Without a number")
    client = Client()
    client.force_login(ana)

    page = client.get(reverse("entities:duty_contacts")).content.decode()

    assert "600 100 200" in page
    assert bruno.name not in page
    assert "Without a number" not in page


@pytest.mark.pdf
def test_duty_contacts_print(ana: User, service: Service) -> None:
    client = Client()
    client.force_login(ana)

    answer = client.get(reverse("entities:print_duty_contacts"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
