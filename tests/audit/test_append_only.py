"""Nothing in the database lets a row of the log be changed or removed."""

from urllib.request import urlopen

import pytest
from django.db import DatabaseError, connection, transaction

from audit.enums import AuditAction
from audit.models import Event
from audit.services import record
from tests.audit.trees import seal

pytestmark = pytest.mark.django_db

CHANGES = {
    "update": "UPDATE audit_event SET outcome = 'refused'",
    "update of nothing else": "UPDATE audit_event SET actor = actor",
    "delete": "DELETE FROM audit_event",
    "delete of one": "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
}
ONLY = {
    "postgresql": {
        "truncate": "TRUNCATE audit_event",
        "upsert": (
            "INSERT INTO audit_event SELECT * FROM audit_event "
            "ON CONFLICT (id) DO UPDATE SET outcome = 'refused'"
        ),
    },
    "sqlite": {"replace": "REPLACE INTO audit_event SELECT * FROM audit_event"},
}


@pytest.mark.parametrize("change", [*CHANGES, "truncate", "upsert", "replace"])
def test_change_of_the_log_is_refused(change: str) -> None:
    record(AuditAction.SIGNED_IN, by=None)
    before = list(Event.objects.values())
    statement = {**CHANGES, **ONLY[connection.vendor]}.get(change)
    if statement is None:
        pytest.skip(f"{connection.vendor} has no such statement")

    with (
        pytest.raises(DatabaseError, match=r"append-only|prohibited|not authorized"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(Event.objects.values()) == before


@pytest.mark.parametrize("table", ["audit_leaf", "audit_node", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {table}", "UPDATE {table} SET {key} = {key}"])
def test_change_of_the_tree_is_refused(table: str, change: str, monkeypatch) -> None:
    monkeypatch.setattr("audit.tree.WIDTH", 4)
    monkeypatch.setattr("audit.tree.LEVELS", 2)
    seal(5)
    key = "seq" if table == "audit_leaf" else "id"

    with (
        pytest.raises(DatabaseError, match=r"append-only|prohibited|not authorized"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table, key=key))


def test_change_through_the_orm_is_refused() -> None:
    event = record(AuditAction.SIGNED_IN, by=None)
    for change in (
        lambda: Event.objects.update(outcome="refused"),
        lambda: Event.objects.all().delete(),
        event.delete,
        event.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Event.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.urls("tests.audit.urls")
def test_tests_with_a_server_leave_an_empty_append_only_log(live_server, turn: int) -> None:
    assert Event.objects.count() == 0
    with urlopen(f"{live_server.url}/t/visit/") as answer:
        assert answer.status == 200

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")

    assert list(Event.objects.values_list("kind", "device")) == [("case:viewed", "other/other")]


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_transactional_tests_leave_an_empty_append_only_log(turn: int) -> None:
    assert Event.objects.count() == 0
    record(AuditAction.SIGNED_IN, by=None)

    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")

    assert Event.objects.count() == 1
