"""Unusual accesses: each question finds what it should, and nothing ordinary."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from audit.enums import AuditAction as A
from audit.tracing import Period
from cases.models import Case, CaseGrant
from entities.models import Entity, User
from reports.enums import FindingKind as K
from reports.selectors.unusual import findings
from tests.factories import cases, referrals
from tests.factories import entities as factory
from tests.reports.happenings import NOON, WEEK, event, found

pytestmark = pytest.mark.django_db

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
