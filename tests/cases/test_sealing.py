"""Nothing a woman told stands in clear anywhere, and lists open nothing."""

import logging

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import services
from cases.models import Case
from cases.selectors import code_for
from core.codes import show_code
from entities.models import User
from tests.factories import cases as factory
from vault.envelope import count_openings

pytestmark = pytest.mark.django_db

CANARY = "Ugbowo-canary"


def planted(ana: User) -> Case:
    case = factory.open_case(
        by=ana,
        person={
            "name_used": CANARY,
            "telephone": "+34699887766",
            "legal_name": CANARY,
            "documents": [{"kind": "passport", "number": CANARY, "country": "NG"}],
        },
        summary=CANARY,
        narrative=CANARY,
        needs=CANARY,
        health=CANARY,
        trafficking_history=CANARY,
    )
    row = factory.intervention(case=case, note=CANARY)
    services.correct_intervention(intervention=row, by=ana, changes={"note": f"{CANARY} again"})
    factory.status(case=case, note=CANARY)
    factory.consent(case=case, note=CANARY)
    child = factory.child(case=case, needs=CANARY, must_not_learn=CANARY)
    services.edit_child(child=child, by=ana, changes={"needs": f"{CANARY} more"})
    services.edit_case(case=case, by=ana, changes={"summary": f"{CANARY} still"})
    services.record_person(case=case, by=ana, values={"name_used": f"{CANARY} too"})
    return case


def stored_values(model: type[models.Model]) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {quoted} FROM {table}")
        return " ".join(
            bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
            for row in cursor.fetchall()
            for value in row
        )


def test_planted_name_is_in_no_column_and_no_log_line(
    ana: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    planted(ana)
    shown = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "vault"
        and any(text in stored_values(model) for text in (CANARY, "699887766"))
    ]
    assert shown == []
    assert CANARY not in caplog.text


def test_history_rows_are_there_and_open_again(ana: User) -> None:
    case = planted(ana)
    versions = [row.summary for row in case.history.order_by("history_id")]
    assert versions == [CANARY, CANARY, f"{CANARY} still"]  # the second repeats the status
    row = case.interventions.get()
    assert [old.note for old in row.history.order_by("history_id")] == [CANARY, f"{CANARY} again"]
    assert case.person.history.count() == 2


def test_unchanged_seal_is_the_same_bytes_in_the_history(ana: User) -> None:
    case = planted(ana)
    first, *_, last = case.history.order_by("history_id")
    assert first.__dict__["narrative"].blob == last.__dict__["narrative"].blob
    assert first.__dict__["summary"].blob != last.__dict__["summary"].blob


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_list_opens_nothing_and_costs_the_same_with_one_and_25_rows(
    client: Client, ana: User
) -> None:
    client.force_login(ana)
    planted(ana)
    client.get(reverse("cases:list"))
    one = queries_of(client, reverse("cases:list"))
    for _number in range(26):
        factory.open_case(by=ana, summary=CANARY)

    with count_openings() as openings:
        many = queries_of(client, reverse("cases:list"))

    assert openings.count == 0
    assert many == one
    assert many <= 18


def test_page_of_a_case_costs_the_same_with_one_and_25_entries(client: Client, ana: User) -> None:
    client.force_login(ana)
    case = planted(ana)
    url = reverse("cases:detail", args=[show_code(code_for(case, ana.entity))])
    client.get(url)
    one = queries_of(client, url)
    for _number in range(24):
        factory.intervention(case=case, note=CANARY)
        factory.consent(case=case, note=CANARY)
        factory.child(case=case, needs=CANARY)
        factory.status(case=case, note=CANARY)

    assert queries_of(client, url) == one
    assert one <= 32


def test_unreadable_note_is_said_and_the_rest_is_shown(client: Client, ana: User) -> None:
    case = factory.open_case(by=ana, summary="Still readable")
    row = factory.intervention(case=case, note="Lost")
    other = factory.intervention(case=case, note="From elsewhere")
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET note = (SELECT note FROM {table} WHERE id = %s) WHERE id = %s",
            [_pk(other), _pk(row)],
        )
    client.force_login(ana)
    url = reverse("cases:detail", args=[show_code(code_for(case, ana.entity))])

    page = client.get(url).content.decode()

    assert "Still readable" in page
    assert "unavailable" in page
    assert page.count("From elsewhere") == 1


def _pk(record: models.Model) -> object:
    return record._meta.pk.get_db_prep_value(record.pk, connection)
