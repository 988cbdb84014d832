"""One event by itself: nothing internal, and the reason sealed until it is opened."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from audit.enums import AuditAction
from audit.models import Event
from audit.services import record
from core.ports import Unopenable, seals_justifications
from entities.models import User
from tests.audit.conftest import Directory, Person, Seal
from tests.audit.pages import CASE, LIST, readings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.audit.urls")]


def test_reason_is_for_auditors_only(client: Client, ana: User) -> None:
    event = record(AuditAction.IDENTITY_REVEALED, by=ana, justification="At the border")
    client.force_login(ana)

    answer = client.post(f"{LIST}{event.pk}/reason/")

    assert answer.status_code == 403
    assert "At the border" not in answer.text


def test_sheet_shows_all_and_is_recorded(log: Client, person: Person) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person, case=CASE, details={"part": "plan"})

    answer = log.get(reverse("audit:detail", args=[event.pk]))

    assert "Saw a case (case:viewed)" in answer.text
    assert "plan" in answer.text
    assert readings() == [{"event": event.pk}]
    assert Event.objects.get(kind="log:read").case_ref == CASE


def test_sheet_inside_the_list_is_the_fragment_of_the_same_page(
    log: Client, person: Person
) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person)
    address = reverse("audit:detail", args=[event.pk])

    whole, fragment = log.get(address), log.get(address, headers={"HX-Request": "true"})

    assert "<html" in whole.text
    assert "<html" not in fragment.text
    assert fragment.text.strip() in whole.text
    assert len(readings()) == 2


def test_no_page_shows_an_internal_id(
    log: Client, person: Person, directory: Directory, aurora: User
) -> None:
    ids = [uuid4(), uuid4(), uuid4()]
    event = record(
        AuditAction.STEP_COMPLETED,
        by=person,
        case=ids[0],
        target=ids[1],
        details={"record": str(ids[2])},
    )

    text = log.get(LIST).text + log.get(reverse("audit:detail", args=[event.pk])).text

    assert [known for known in ids if str(known) in text or known.hex in text] == []


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_event_that_is_not_there_is_404(log: Client, number: int) -> None:
    assert log.get(f"{LIST}{number}/").status_code == 404
    assert log.post(f"{LIST}{number}/reason/").status_code == 404


def test_reason_is_sealed_until_opened_and_opening_is_recorded(log: Client, person: Person) -> None:
    event = record(AuditAction.IDENTITY_REVEALED, by=person, case=CASE, justification="At the <b>")
    address = reverse("audit:reason", args=[event.pk])

    closed = log.get(reverse("audit:detail", args=[event.pk]))
    opened = log.post(address)

    assert "At the" not in closed.text
    assert f'action="{address}"' in closed.text
    assert "At the &lt;b&gt;" in opened.text
    assert readings() == [{"event": event.pk}, {"event": event.pk, "part": "justification"}]
    assert log.get(address).status_code == 405


def test_reason_whose_key_is_gone_says_so(
    log: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyless(Seal):
        def open(self, _sealed: str) -> str:
            raise Unopenable

    monkeypatch.setattr(seals_justifications, "_bound", Keyless())
    event = record(AuditAction.IDENTITY_REVEALED, by=person, justification="At the border")

    answer = log.post(reverse("audit:reason", args=[event.pk]))

    assert answer.status_code == 200
    assert "its key is gone" in answer.text


def test_event_without_a_reason_has_none_to_open(log: Client, person: Person) -> None:
    event = record(AuditAction.CASE_VIEWED, by=person)

    page = log.get(reverse("audit:detail", args=[event.pk]))
    opened = log.post(reverse("audit:reason", args=[event.pk]))

    assert "/reason/" not in page.text
    assert opened.status_code == 200
