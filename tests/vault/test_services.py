from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from audit.enums import AuditAction
from audit.models import Event
from audit.services import AuditUnavailable
from tests.sealed_app.models import Record
from vault.exceptions import Tampered
from vault.keyring import keyring
from vault.models import DataKey
from vault.providers import kek_provider
from vault.services import (
    JustificationSealer,
    create_data_key,
    open_secret,
    seal_secret,
    sweep_ownerless_keys,
)
from vault.system_keys import system_key
from vault.tasks import sweep_ownerless_keys as sweep_task

pytestmark = pytest.mark.django_db

OLD = timedelta(days=1, minutes=1)


def age(*key_ids: UUID, by: timedelta = OLD) -> None:
    DataKey.objects.filter(pk__in=key_ids).update(created_at=timezone.now() - by)


def kept() -> set[UUID]:
    return set(DataKey.objects.values_list("pk", flat=True))


def test_create_data_key_wraps_a_key_of_its_own() -> None:
    one, two = create_data_key(owner="person"), create_data_key(owner="case")
    rows = DataKey.objects.in_bulk([one, two])
    assert [rows[one].owner, rows[two].owner] == ["person", "case"]
    assert {row.kek_id for row in rows.values()} == {kek_provider().active_id}
    assert keyring.key(one) != keyring.key(two)
    assert len(keyring.key(one)) == 32
    assert keyring.key(one) not in bytes(rows[one].wrapped)


def test_create_data_key_commits_at_once() -> None:
    with pytest.raises(RuntimeError), transaction.atomic(using="keys"):
        create_data_key(owner="person")


def test_key_outlives_a_main_transaction_that_fails_and_is_swept() -> None:
    key_id = create_data_key(owner="person")
    with transaction.atomic():
        Record.objects.create(data_key_id=key_id, story="Edo")
        transaction.set_rollback(True)
    assert (kept(), Record.objects.count()) == ({key_id}, 0)
    assert sweep_ownerless_keys() == 0
    age(key_id)
    assert sweep_ownerless_keys() == 1
    assert kept() == set()


def test_sweep_keeps_keys_with_owners_young_keys_and_keys_of_the_product(new_record) -> None:
    owned = new_record(legal_name="Joy").data_key_id  # makes the key of the blind index, too
    system = {system_key(owner) for owner in DataKey.SYSTEM_OWNERS}
    young, lost = create_data_key(owner="case"), create_data_key(owner="case")
    age(owned, lost, *system)
    age(young, by=timedelta(hours=23))
    sweep_task()
    assert kept() == {owned, young} | system


def test_sweep_keeps_the_keys_of_history(new_record) -> None:
    record = new_record(story="Edo")
    key_id = record.data_key_id
    record.delete()
    age(key_id)
    assert sweep_ownerless_keys() == 0
    assert Record.history.first().story == "Edo"


def test_sweep_asks_once_for_the_owner_of_a_key(new_record, django_assert_num_queries) -> None:
    age(new_record().data_key_id)
    sweep_ownerless_keys()
    with django_assert_num_queries(0), django_assert_num_queries(1, using="keys"):
        sweep_ownerless_keys()


def test_sweep_records_each_key_it_destroys() -> None:
    lost = create_data_key(owner="case")
    keyring.key(lost)
    age(lost)
    sweep_ownerless_keys()
    event = Event.objects.get()
    assert (event.kind, event.target, event.actor) == (AuditAction.KEY_DESTROYED, lost, None)


def test_sweep_destroys_nothing_that_cannot_be_recorded(settings) -> None:
    lost = create_data_key(owner="case")
    age(lost)
    settings.AUDIT_READ_ALIAS = "keys"
    with pytest.raises(AuditUnavailable):
        sweep_ownerless_keys()
    assert kept() == {lost}


def test_sweep_goes_through_more_than_one_batch(monkeypatch) -> None:
    monkeypatch.setattr("vault.services.BATCH", 2)
    age(*(create_data_key(owner="case") for _ in range(5)))
    assert sweep_ownerless_keys() == 5


def test_system_key_is_made_once() -> None:
    assert system_key("vault:blind-index") == system_key("vault:blind-index")
    with pytest.raises(IntegrityError), transaction.atomic(using="keys"):
        DataKey.objects.create(owner="vault:blind-index", wrapped=b"", kek_id="")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_system_key_asked_for_at_once_is_made_once() -> None:
    start = Barrier(8)

    def ask(_: int) -> UUID:
        try:
            start.wait(timeout=20)
            return system_key("vault:blind-index")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert answers == kept()
    assert len(answers) == 1


def test_system_key_for_an_unknown_use_is_refused() -> None:
    with pytest.raises(ValueError, match="person"):
        system_key("person")


def test_justification_is_sealed_under_a_key_of_its_own(new_record) -> None:
    sealer = JustificationSealer()
    sealed = sealer.seal("Her lawyer asks for the document")
    assert "lawyer" not in sealed
    assert sealer.open(sealed) == "Her lawyer asks for the document"
    assert sealer.seal("Her lawyer asks for the document") != sealed


@pytest.mark.parametrize("sealed", ["", "no base64!", "4QE="])
def test_malformed_justification_is_unreadable(sealed: str) -> None:
    with pytest.raises(Tampered):
        JustificationSealer().open(sealed)


def test_secret_opens_for_its_purpose_and_row_only() -> None:
    row, other = UUID(int=1), UUID(int=2)
    sealed = seal_secret("JBSWY3DPEHPK3PXP", purpose="mfa.totp", row=row)
    assert "JBSWY" not in sealed
    assert open_secret(sealed, purpose="mfa.totp", row=row) == "JBSWY3DPEHPK3PXP"
    for purpose, place in [("mfa.totp", other), ("mfa.codes", row)]:
        with pytest.raises(Tampered):
            open_secret(sealed, purpose=purpose, row=place)
    for damaged in ("", "é", "4QE="):
        with pytest.raises(Tampered):
            open_secret(damaged, purpose="mfa.totp", row=row)


def test_keys_hold_nothing_but_the_vault() -> None:
    tables = set(connections["keys"].introspection.table_names())
    assert tables == {
        "django_migrations",
        "vault_canary",
        "vault_datakey",
        "vault_erasureledger",
        "vault_indexstate",
        "vault_keyclock",
    }
    main = connections["default"].introspection.table_names()
    assert [table for table in main if table.startswith("vault_")] == []
