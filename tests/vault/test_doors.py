import asyncio
import contextvars
import json
import threading
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction

from audit.enums import AuditAction
from audit.models import Event
from audit.services import AuditUnavailable
from core.ports import seals_justifications
from tests.sealed_app.models import Record
from tests.vault.conftest import Somebody
from vault.doors import Purpose, Tier, reveal
from vault.envelope import count_openings
from vault.exceptions import JustificationMissing, RevealRequired
from vault.keyring import keyring

pytestmark = pytest.mark.django_db

REASON = "Renewal of her residence permit"
CASE = uuid4()


@pytest.fixture(autouse=True)
def _empty_cache(db: None) -> None:
    cache.clear()


def identity(record: Record, by: Somebody):
    return reveal(
        record,
        tier=Tier.IDENTITY,
        by=by,
        case=CASE,
        purpose=Purpose.DOCUMENTS,
        justification=REASON,
    )


def content(event: Event) -> dict:
    return json.loads(bytes(event.body))


def events() -> list[Event]:
    return list(Event.objects.order_by("at"))


def test_gated_value_outside_a_scope_is_refused(new_record) -> None:
    record = new_record(legal_name="Joy", used_name="Jo", born_on="2001-05-06")
    for name in ("legal_name", "used_name", "born_on"):
        with pytest.raises(RevealRequired):
            getattr(record, name)


def test_empty_gated_value_tells_that_it_is_empty(new_record) -> None:
    record = new_record()
    assert (record.legal_name, record.born_on) == ("", None)


def test_reveal_opens_one_tier_of_one_record_within_the_block(new_record, somebody) -> None:
    record, other = new_record(legal_name="Joy", used_name="Jo"), new_record(legal_name="Faith")
    with identity(record, somebody):
        assert record.legal_name == "Joy"
        assert Record.objects.get(pk=record.pk).legal_name == "Joy"
        with pytest.raises(RevealRequired):
            _ = record.used_name
        with pytest.raises(RevealRequired):
            _ = other.legal_name
    with pytest.raises(RevealRequired):
        _ = record.legal_name


def test_contact_card_opens_without_typing(new_record, somebody) -> None:
    record = new_record(legal_name="Joy", used_name="Jo", phone="600 111 222")
    with reveal(record, tier=Tier.CONTACT, by=somebody, case=CASE, purpose=Purpose.CALL):
        assert (record.used_name, record.phone) == ("Jo", "600 111 222")
        with pytest.raises(RevealRequired):
            _ = record.legal_name


def test_reveal_opens_the_history_of_the_record(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    with identity(record, somebody):
        assert record.history.get().legal_name == "Joy"


def test_scopes_nest_and_end_one_by_one(new_record, somebody) -> None:
    one, two = new_record(legal_name="Joy"), new_record(legal_name="Faith")
    with identity(one, somebody):
        with identity(two, somebody):
            assert (one.legal_name, two.legal_name) == ("Joy", "Faith")
        assert one.legal_name == "Joy"
        with pytest.raises(RevealRequired):
            _ = two.legal_name


def test_reveal_ends_when_the_block_fails(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    with pytest.raises(ZeroDivisionError), identity(record, somebody):
        _ = 1 / 0
    with pytest.raises(RevealRequired):
        _ = record.legal_name


def test_reveal_opens_nothing_in_another_thread(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    caught: list[BaseException] = []

    def read() -> None:
        try:
            _ = record.legal_name
        except RevealRequired as error:
            caught.append(error)

    with identity(record, somebody):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_copied_context_cannot_use_a_scope_that_has_ended(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    with identity(record, somebody):
        copied = contextvars.copy_context()
        assert copied.run(lambda: record.legal_name) == "Joy"
    with pytest.raises(RevealRequired):
        copied.run(lambda: record.legal_name)


def test_reveal_in_one_task_opens_nothing_in_another(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    keyring.prefetch([record.data_key_id])
    inside, done = asyncio.Event(), asyncio.Event()

    async def reader() -> str:
        await inside.wait()
        try:
            return record.legal_name
        except RevealRequired:
            return "refused"
        finally:
            done.set()

    async def revealer() -> None:
        from vault.gate import Scope, opened
        from vault.places import record_of

        with opened(Scope(frozenset([record_of(record)]), Tier.IDENTITY)):
            inside.set()
            await done.wait()

    async def both() -> str:
        return (await asyncio.gather(reader(), revealer()))[0]

    assert asyncio.run(both()) == "refused"


def test_reveal_is_recorded_before_anything_opens(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    with count_openings() as openings, identity(record, somebody):
        assert openings.count == 0
        (event,) = events()
    assert event.kind == AuditAction.IDENTITY_REVEALED
    assert (event.actor, event.case_ref, event.target) == (somebody.pk, CASE, record.pk)
    assert content(event)["details"] == {
        "fields": ["legal_name", "born_on"],
        "purpose": "documents",
    }
    assert REASON.encode() not in bytes(event.body)
    assert seals_justifications().open(content(event)["justification"]) == REASON


def test_reveal_of_several_records_is_recorded_for_each(new_record, somebody) -> None:
    records = [new_record(used_name="Jo"), new_record(used_name="Fa")]
    with reveal(*records, tier=Tier.CONTACT, by=somebody, case=None, purpose=Purpose.SAFETY):
        assert [record.used_name for record in records] == ["Jo", "Fa"]
    assert {event.target for event in events()} == {record.pk for record in records}
    assert {event.kind for event in events()} == {AuditAction.CONTACT_REVEALED}


@pytest.mark.parametrize("said", ["", "because", "          x         "])
def test_identity_without_justification_is_refused(new_record, somebody, said: str) -> None:
    record = new_record(legal_name="Joy")
    refused = reveal(
        record,
        tier=Tier.IDENTITY,
        by=somebody,
        case=CASE,
        purpose=Purpose.DOCUMENTS,
        justification=said,
    )
    with pytest.raises(JustificationMissing), refused:
        pass
    assert events() == []


def test_unknown_purpose_opens_nothing(new_record, somebody) -> None:
    record = new_record(used_name="Jo")
    with (
        pytest.raises(ValueError, match="curiosity"),
        reveal(record, tier=Tier.CONTACT, by=somebody, case=CASE, purpose="curiosity"),
    ):
        pass


def test_reveal_within_a_transaction_is_refused(new_record, somebody) -> None:
    record = new_record(legal_name="Joy")
    with pytest.raises(RuntimeError), transaction.atomic(), identity(record, somebody):
        pass


def test_nothing_opens_when_the_log_cannot_be_written(new_record, somebody, settings) -> None:
    record = new_record(legal_name="Joy", phone="600 111 222")
    settings.AUDIT_READ_ALIAS = "keys"  # a database without a log
    with count_openings() as openings:
        with pytest.raises(AuditUnavailable), identity(record, somebody):
            pass
        with pytest.raises(RevealRequired):
            _ = record.legal_name
    assert openings.count == 0
