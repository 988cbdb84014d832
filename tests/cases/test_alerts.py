"""Looking at many people in a day is told to those who watch, and stops nobody."""

import pytest
from django.test import Client

from audit.enums import AuditAction
from cases import services
from cases.models import Case
from entities.models import User
from notices.models import Notice
from tests.cases.pages import page
from tests.entities.logged import events
from tests.factories import cases as factory
from tests.factories.entities import factor
from vault import doors
from vault.enums import Tier

pytestmark = pytest.mark.django_db
WHY = {"purpose": "documents", "justification": "To renew her passport."}


@pytest.fixture
def case(ana: User) -> Case:
    return factory.open_case(by=ana, person={"name_used": "Joy", "legal_name": "Joy Osagie"})


def open_identity(case: Case, by: User) -> None:
    with doors.reveal(case.person, tier=Tier.IDENTITY, by=by, case=case.pk, **WHY):
        pass
    services.watch_reveals(by=by, tier=Tier.IDENTITY)


def test_one_more_than_the_measure_is_told_once_a_day(
    ana: User, berta: User, bruno: User, aurora: User, case: Case, settings
) -> None:
    settings.REVEALS_A_DAY = {"contact": 2, "identity": 2}
    for _time in range(2):
        open_identity(case, ana)
    assert Notice.objects.filter(kind="many_reveals").count() == 0
    for _time in range(2):
        open_identity(case, ana)

    told = Notice.objects.filter(kind="many_reveals")
    assert {notice.user for notice in told} == {berta, aurora}
    assert told.count() == 2
    assert events(AuditAction.IDENTITIES_EXCEEDED, ana) == [
        {"actor": ana.pk, "tier": "identity", "count": 3}
    ]


def test_tiers_and_people_are_counted_apart(ana: User, berta: User, case: Case, settings) -> None:
    settings.REVEALS_A_DAY = {"contact": 0, "identity": 2}
    for person in (ana, berta):
        for _time in range(2):
            open_identity(case, person)

    assert Notice.objects.filter(kind="many_reveals").count() == 0


def test_page_still_shows_and_notice_leads_somewhere(
    as_ana: Client, ana: User, berta: User, aurora: User, case: Case, settings
) -> None:
    settings.REVEALS_A_DAY = {"contact": 0, "identity": 0}
    answer = as_ana.post(page("reveal_identity", case, ana), {**WHY, **factor(ana)})

    assert "Joy Osagie" in answer.content.decode()
    for person in (berta, aurora):
        as_ana.force_login(person)
        path = Notice.objects.get(user=person, kind="many_reveals").path
        assert as_ana.get(path).status_code == 200
