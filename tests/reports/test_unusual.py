"""Unusual accesses: each question finds what it should, and nothing ordinary."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.body import read_body, write_body
from audit.enums import AuditAction as A
from audit.models import Event
from audit.tracing import Period
from cases.models import Case, CaseGrant
from core.exceptions import Conflict, PermissionRefused
from entities.models import Entity, User
from reports import services
from reports.enums import FindingKind as K
from reports.models import SettledFinding
from reports.selectors.unusual import findings, settled_of
from tests.factories import cases, referrals
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

URL = "/reports/unusual/"
# A Wednesday in January: Madrid is an hour ahead of UTC.
NOON = datetime(2026, 1, 14, 11, tzinfo=UTC)
WEEK = Period(datetime(2026, 1, 11, 23, tzinfo=UTC), datetime(2026, 1, 18, 23, tzinfo=UTC))
ASKED = {"since": "2026-01-12", "until": "2026-01-18"}


def event(kind: A, by: User, at: datetime = NOON, case: object = None, **details: object) -> Event:
    """An event of that moment."""
    row = Event(
        at=at, kind=kind.value, actor=by.pk, entity=by.entity_id, outcome="done", case_ref=case,
        body=write_body({"details": details}),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def found(kind: K) -> list:
    """The findings of a kind in the week."""
    return findings(WEEK, kind=kind.value)


@pytest.fixture
def case(ana: User) -> Case:
    """Ana's case, open to her entity since long ago."""
    made = cases.open_case(by=ana)
    CaseGrant.objects.update(granted_at=NOON - timedelta(days=100))
    return made


# Without a relation


def test_stranger_to_the_case_is_found_and_its_people_are_not(
    case: Case, ana: User, carla: User
) -> None:
    event(A.CASE_VIEWED, ana, case=case.pk)
    stray = event(A.CASE_VIEWED, carla, case=case.pk)

    (one,) = found(K.NO_RELATION)

    assert (one.people, one.case, one.numbers) == ((carla.pk,), case.pk, (stray.pk,))


def test_refused_try_of_a_stranger_is_found(case: Case, ana: User, carla: User) -> None:
    event(A.ACCESS_REFUSED, carla, case=case.pk, status=404)
    event(A.ACCESS_REFUSED, ana, case=case.pk, status=409)
    event(A.ACCESS_REFUSED, carla, status=404)

    (one,) = found(K.NO_RELATION)

    assert one.people == (carla.pk,)


def test_grant_counts_at_the_moment_of_the_look_only(case: Case, ana: User, bruno: User) -> None:
    grant = cases.open_grant(case=case, entity=bruno.entity, by=ana)
    CaseGrant.objects.filter(pk=grant.pk).update(
        granted_at=NOON, closed_at=NOON + timedelta(hours=2), close_reason="x"
    )
    moments = [NOON - timedelta(minutes=1), NOON, NOON + timedelta(hours=2)]
    numbers = [event(A.CASE_VIEWED, bruno, at, case.pk).pk for at in moments]

    (one,) = found(K.NO_RELATION)

    assert one.numbers == (numbers[0], numbers[2])


def test_what_an_entity_wrote_it_may_keep_reading(case: Case, carla: User) -> None:
    event(A.CASE_VIEWED, carla, case=case.pk, part="kept")

    assert found(K.NO_RELATION) == []


def test_offer_in_the_inbox_is_a_relation(case: Case, ana: User, bruno: User) -> None:
    from referrals.models import Referral
    from referrals.services import draft_referral, send_referral

    terms = referrals.terms(basis="vital_interest", basis_reason="In danger.")
    service = referrals.service(entity=bruno.entity)
    send_referral(referral=draft_referral(case=case, service=service, terms=terms, by=ana), by=ana)
    Referral.objects.update(sent_at=NOON - timedelta(hours=1))
    event(A.REFERRAL_VIEWED, bruno, case=case.pk)
    assert found(K.NO_RELATION) == []

    event(A.CASE_VIEWED, bruno, case=case.pk)

    assert [one.people for one in found(K.NO_RELATION)] == [(bruno.pk,)]


def test_grant_out_of_the_ordinary_is_an_emergency(case: Case, bruno: User) -> None:
    for source in ("owner", "referral"):
        event(A.GRANT_OPENED, bruno, case=case.pk, source=source)
    broken = event(A.GRANT_OPENED, bruno, case=case.pk, source="emergency")

    assert [one.numbers for one in found(K.EMERGENCY)] == [(broken.pk,)]


# Outside duty hours


@pytest.mark.parametrize(
    ("at", "unusual"),
    [
        ("2026-01-14T05:59:59", True),  # 06:59:59 in Madrid
        ("2026-01-14T06:00:00", False),
        ("2026-01-14T19:59:59", False),
        ("2026-01-14T20:00:00", True),  # 21:00
        ("2026-01-17T11:00:00", True),  # a Saturday
        ("2026-01-16T23:30:00", True),  # Saturday in Madrid, Friday elsewhere
    ],
)
def test_duty_hours_are_local(ana: User, at: str, unusual: bool) -> None:
    event(A.CASE_VIEWED, ana, datetime.fromisoformat(f"{at}+00:00"), uuid4())

    assert bool(found(K.OFF_DUTY)) == unusual


@pytest.mark.parametrize("how", ["telephone", "service"])
def test_entity_that_never_closes_is_passed_over(ana: User, how: str) -> None:
    night = NOON.replace(hour=2)
    event(A.CASE_VIEWED, ana, night, uuid4())
    factory.service(entity=ana.entity)  # one without a number for emergencies
    assert len(found(K.OFF_DUTY)) == 1

    if how == "telephone":
        Entity.objects.filter(pk=ana.entity_id).update(duty_telephone="600 111 222")
    else:
        factory.service(entity=ana.entity, on_call_number="600 111 222")

    assert found(K.OFF_DUTY) == []


def test_night_of_one_person_is_one_finding(ana: User, berta: User) -> None:
    for minute in range(3):
        event(A.CASE_VIEWED, ana, NOON.replace(hour=1, minute=minute), uuid4())
    event(A.CASE_VIEWED, berta, NOON.replace(hour=1), uuid4())
    event(A.TIMER_FIRED, berta, NOON.replace(hour=1), uuid4())

    assert sorted(len(one.numbers) for one in found(K.OFF_DUTY)) == [1, 3]


# In bulk


@pytest.mark.parametrize(("count", "unusual"), [(5, False), (6, True)])
def test_many_cases_within_an_hour_across_the_full_hour(
    ana: User, settings, count: int, unusual: bool
) -> None:
    settings.MANY_CASES_IN_AN_HOUR = 5
    for number in range(count):
        event(A.CASE_VIEWED, ana, NOON + timedelta(minutes=30 + 9 * number), uuid4())

    assert [one.cases for one in found(K.MANY_CASES)] == ([6] if unusual else [])


def test_same_case_many_times_or_many_cases_slowly_is_ordinary(ana: User, settings) -> None:
    settings.MANY_CASES_IN_AN_HOUR = 5
    for number in range(8):
        event(A.CASE_VIEWED, ana, NOON + timedelta(minutes=number), CASE)
        event(A.CASE_VIEWED, ana, NOON + timedelta(minutes=20 * number), uuid4())

    assert found(K.MANY_CASES) == []


CASE = uuid4()


def test_many_lists_within_an_hour(ana: User, berta: User, settings) -> None:
    settings.MANY_LISTS_IN_AN_HOUR = 3
    for minute in range(4):
        event(A.CASES_LISTED, ana, NOON + timedelta(minutes=minute), count=25)
        event(A.CASES_LISTED, berta, NOON + timedelta(minutes=30 * minute), count=25)

    assert [one.people for one in found(K.MANY_LISTS)] == [(ana.pk,)]


def test_one_name_searched_by_several_people(ana: User, berta: User, carla: User) -> None:
    for person, mark in ((ana, "aaa111"), (ana, "aaa111"), (berta, "aaa111"), (berta, "bbb222")):
        event(A.NAMES_MATCHED, person, fingerprint=mark)
    event(A.NAMES_MATCHED, carla, fingerprint=None)
    assert found(K.SAME_NAME) == []

    event(A.NAMES_MATCHED, carla, fingerprint="aaa111")

    (one,) = found(K.SAME_NAME)
    assert (set(one.people), len(one.numbers)) == ({ana.pk, berta.pk, carla.pk}, 4)


def test_searches_by_page_leave_marks_that_are_found(
    client: Client, ana: User, berta: User, settings
) -> None:
    settings.MANY_PEOPLE_FOR_A_NAME = 2
    for person, name in ((ana, "Joy"), (berta, "JÓY"), (berta, "Faith")):
        client.force_login(person)
        client.post("/cases/search/", {"query": name})

    (one,) = findings(Period(), kind=K.SAME_NAME.value)

    assert set(one.people) == {ana.pk, berta.pk}


def test_period_is_kept(case: Case, carla: User) -> None:
    for at in (WEEK.since - timedelta(seconds=1), WEEK.until):
        event(A.CASE_VIEWED, carla, at, case.pk)

    assert findings(WEEK) == []


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
