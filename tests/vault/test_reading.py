import json

import pytest
from django.core.signals import request_started
from django.template import Context, Template

from audit.enums import AuditAction, Outcome
from audit.models import Event
from audit.services import AuditUnavailable
from tests.sealed_app.models import Record
from vault.exceptions import RevealRequired
from vault.keyring import keyring
from vault.models import DataKey
from vault.reading import UNAVAILABLE, read_or_unavailable, start_page
from vault.sealed import Sealed

pytestmark = pytest.mark.django_db

PAGE = Template('{% load sealed %}{% sealed record "story" %}|{% sealed record "started_on" %}')


@pytest.fixture(autouse=True)
def _new_page() -> None:
    start_page()


@pytest.fixture
def lost(new_record) -> Record:
    record = new_record(story="Edo", started_on="2024-02-29")
    DataKey.objects.filter(pk=record.data_key_id).delete()
    keyring.forget(record.data_key_id)
    return record


def test_readable_value_is_read(new_record) -> None:
    assert read_or_unavailable(new_record(story="Edo"), "story") == "Edo"
    assert Event.objects.count() == 0


def test_unreadable_value_is_unavailable_and_recorded(lost, somebody) -> None:
    assert read_or_unavailable(lost, "story", by=somebody) == UNAVAILABLE
    event = Event.objects.get()
    assert (event.kind, event.outcome) == (AuditAction.SEALED_UNREADABLE, Outcome.FAILED)
    assert (event.target, event.actor) == (lost.pk, somebody.pk)
    details = json.loads(bytes(event.body))["details"]
    assert details == {"model": "sealed_app.Record", "field": "story", "reason": "key"}


def test_altered_value_is_recorded_as_altered(new_record) -> None:
    one, other = new_record(story="Edo"), new_record(story="otra")
    Record.objects.filter(pk=other.pk).update(story=Sealed(one.__dict__["story"].blob))
    assert read_or_unavailable(Record.objects.get(pk=other.pk), "story") == UNAVAILABLE
    assert json.loads(bytes(Event.objects.get().body))["details"]["reason"] == "altered"


def test_page_with_many_unreadable_values_is_recorded_once(lost) -> None:
    assert PAGE.render(Context({"record": lost})) == "unavailable|unavailable"
    assert PAGE.render(Context({"record": lost})) == "unavailable|unavailable"
    assert Event.objects.count() == 1


def test_next_page_is_recorded_again(lost) -> None:
    PAGE.render(Context({"record": lost}))
    receivers = [r for r in request_started.receivers if r[0][0] == "vault.start_page"]
    assert len(receivers) == 1
    start_page(sender=None)
    PAGE.render(Context({"record": lost}))
    assert Event.objects.count() == 2


def test_page_is_not_shown_when_that_cannot_be_recorded(lost, settings) -> None:
    settings.AUDIT_READ_ALIAS = "keys"
    with pytest.raises(AuditUnavailable):
        PAGE.render(Context({"record": lost}))


def test_closed_gate_is_not_called_unavailable(new_record) -> None:
    with pytest.raises(RevealRequired):
        read_or_unavailable(new_record(legal_name="Joy"), "legal_name")
