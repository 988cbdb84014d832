"""Nothing is shown unrecorded, and what is refused is recorded after everything rolled back."""

import pytest
from django.test import Client

from audit.body import read_body
from audit.denials import record_denial
from audit.models import Event
from entities.models import User
from tests.audit.conftest import Person
from tests.audit.urls import CASE, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]


@pytest.fixture
def client(client: Client, ana: User) -> Client:
    """A signed-in caseworker's browser."""
    client.force_login(ana)
    return client


def _facts() -> list[tuple]:
    return [
        (event.kind, event.outcome, event.actor, event.case_ref, read_body(event.body)["details"])
        for event in Event.objects.filter(device__contains="/").order_by("pk")
    ]


def test_reading_is_recorded_and_shown(client: Client, ana: User) -> None:
    answer = client.get("/t/show/K7Q4M9TRV/")

    assert answer.status_code == 200
    assert SECRET in answer.text
    assert _facts() == [("case:viewed", "done", ana.pk, CASE, {})]


def test_nothing_is_shown_when_the_log_cannot_be_written(client: Client, full_disk: None) -> None:
    answer = client.get("/t/show/K7Q4M9TRV/")

    assert answer.status_code == 503
    assert SECRET not in answer.text
    assert _facts() == []


def test_nothing_is_changed_when_the_log_cannot_be_written(client: Client, full_disk: None) -> None:
    answer = client.post("/t/change/K7Q4M9TRV/")

    assert answer.status_code == 503
    assert _facts() == []


def test_refusal_is_not_answered_when_it_cannot_be_recorded(
    client: Client, full_disk: None
) -> None:
    assert client.get("/t/hide/K7Q4M9TRV/").status_code == 503


@pytest.mark.parametrize("method", ["get", "post"])
def test_refused_page_is_recorded_by_its_name(client: Client, ana: User, method: str) -> None:
    answer = getattr(client, method)("/t/hide/K7Q4M9TRV/")

    assert answer.status_code == 404
    assert _facts() == [
        (
            "access:refused",
            "refused",
            ana.pk,
            None,
            {"page": "hide", "status": 404, "method": method.upper()},
        )
    ]
    assert b"K7Q4M9TRV" not in b"".join(bytes(event.body) for event in Event.objects.all())


@pytest.mark.django_db(transaction=True)
def test_refusal_stays_although_the_change_was_rolled_back(client: Client, ana: User) -> None:
    answer = client.post("/t/change/K7Q4M9TRV/")

    assert answer.status_code == 409
    assert _facts() == [
        (
            "access:refused",
            "refused",
            ana.pk,
            None,
            {"page": "change", "status": 409, "method": "POST"},
        )
    ]


def test_refusal_of_someone_unknown_names_nobody(rf) -> None:
    request = rf.get("/nowhere/")

    record_denial(request, status=404)

    event = Event.objects.get()
    assert (event.kind, event.actor, event.entity) == ("access:refused", None, None)


def test_refusal_without_a_page_is_recorded_as_unknown(rf, person: Person) -> None:
    request = rf.get("/nowhere/")

    record_denial(request, status=404)

    assert b'"page":"unknown"' in bytes(Event.objects.get().body)


def test_method_that_is_none_is_not_repeated(rf) -> None:
    record_denial(rf.generic("She said: no!", "/nowhere/"), status=404)

    assert read_body(Event.objects.get().body)["details"]["method"] == "other"
