"""The page of unusual accesses: each is looked into, settled with a note, and comes back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.body import read_body
from audit.enums import AuditAction as A
from audit.models import Event
from cases.models import Case
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from reports import services
from reports.enums import FindingKind as K
from reports.models import SettledFinding
from reports.selectors.unusual import settled_of
from tests.factories import entities as factory
from tests.reports.happenings import ASKED, NOON, event, found

pytestmark = pytest.mark.django_db

URL = "/reports/unusual/"


# Settling


def test_what_was_looked_at_leaves_the_list_until_something_new_happens(
    client: Client, case: Case, carla: User, aurora: User
) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk)
    client.force_login(aurora)
    (row,) = client.get(URL, ASKED).context["rows"]

    answer = client.post(row.url, {"note": "She helped out that day, says her coordinator."})

    assert answer.status_code == 302
    assert client.get(URL, ASKED).context["rows"] == []
    (kept,) = client.get(URL, {**ASKED, "settled": "on"}).context["rows"]
    assert kept.settled.settled_by == aurora
    event(A.CASE_VIEWED, carla, NOON + timedelta(minutes=5), case.pk)
    assert len(client.get(URL, ASKED).context["rows"]) == 1


def test_note_is_sealed_in_the_log_and_opens_there(
    client: Client, case: Case, carla: User, aurora: User
) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk)
    client.force_login(aurora)
    (row,) = client.get(URL, ASKED).context["rows"]
    client.post(row.url, {"note": "Pomegranates and kettles."})

    settled = SettledFinding.objects.get()
    written = Event.objects.get(pk=settled.note_event)
    assert written.kind == A.FINDING_SETTLED.value
    assert b"Pomegranates" not in bytes(written.body)
    assert "Pomegranates" in client.post(f"/log/{written.pk}/reason/").text
    page = client.get(row.url).text
    assert f"/log/{written.pk}/" in page
    assert "Pomegranates" not in page


def test_finding_is_settled_once(case: Case, carla: User, aurora: User) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk)
    (one,) = found(K.NO_RELATION)
    services.settle_finding(finding=one, note="It was in order.", by=aurora)

    with pytest.raises(Conflict):
        services.settle_finding(finding=one, note="It was in order.", by=aurora)

    assert (SettledFinding.objects.count(), list(settled_of([one]))) == (1, [one.mark])
    assert Event.objects.filter(kind=A.FINDING_SETTLED.value).count() == 1


def test_only_auditors_settle(case: Case, carla: User, ana: User) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk)
    (one,) = found(K.NO_RELATION)

    with pytest.raises(PermissionRefused):
        services.settle_finding(finding=one, note="It was in order.", by=ana)


@pytest.mark.parametrize("note", ["", "short", "x" * 501])
def test_note_that_says_nothing_is_refused_and_kept(
    client: Client, case: Case, carla: User, aurora: User, note: str
) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk)
    client.force_login(aurora)
    (row,) = client.get(URL, ASKED).context["rows"]

    answer = client.post(row.url, {"note": note})

    assert answer.status_code == 200
    assert note in answer.text
    assert not SettledFinding.objects.exists()


# The page


def test_every_finding_links_to_its_events(
    client: Client, case: Case, carla: User, aurora: User
) -> None:
    stray = event(A.CASE_VIEWED, carla, case=case.pk)
    client.force_login(aurora)
    (row,) = client.get(URL, ASKED).context["rows"]

    page = client.get(row.url).text

    assert f"/log/{stray.pk}/" in page
    assert "Carla" in page
    assert str(case.pk) not in page


@pytest.mark.parametrize("address", [f"{URL}{'0' * 32}/", f"{URL}x/?since=yesterday"])
def test_finding_that_is_none_is_404(client: Client, aurora: User, address: str) -> None:
    client.force_login(aurora)

    assert client.get(address).status_code == 404


def test_more_than_a_month_is_refused_beside_the_field(client: Client, aurora: User) -> None:
    client.force_login(aurora)

    answer = client.get(URL, {"since": "2026-01-01", "until": "2026-02-01"})

    assert list(answer.context["form"].errors) == ["since"]


def test_reading_is_recorded(client: Client, aurora: User) -> None:
    client.force_login(aurora)
    client.get(URL, {"kind": "off_duty"})

    written = Event.objects.get(kind=A.LOG_READ.value)
    assert read_body(written.body)["details"] == {"page": "unusual", "filters": ["kind"]}


def test_list_takes_as_many_queries_for_three_rows_as_for_one(
    client: Client, case: Case, ana: User, aurora: User
) -> None:
    client.force_login(aurora)
    client.get(URL, ASKED)
    counts, rows = [], []
    for number in (1, 2):
        for name in ("Carla", "Nora", "Ines")[number - 1 : 2 * number - 1]:
            stranger = factory.caseworker(entity=factory.unrelated_entity(), name=name)
            event(A.CASE_VIEWED, stranger, case=case.pk)
        with CaptureQueriesContext(connection) as seen:
            rows.append(len(client.get(URL, ASKED).context["rows"]))
        counts.append(len(seen))

    assert rows == [1, 3]
    assert counts[0] == counts[1]
