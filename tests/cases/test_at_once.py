"""What several people do at the same moment: one of them did it, nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from audit.models import Event
from cases import services
from cases.models import CaseCode, CaseGroupPermission
from core.exceptions import Conflict
from entities.models import User
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
PEOPLE = 8


def at_once(act: Callable[[], object]) -> list[str]:
    barrier = Barrier(PEOPLE)

    def once(_number: int) -> str:
        try:
            barrier.wait()
            act()
        except Conflict:
            return "conflict"
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sorted(pool.map(once, range(PEOPLE)))


def test_closing_has_one_winner(ana: User) -> None:
    case = factory.open_case(by=ana)
    answers = at_once(lambda: services.close_case(case=case, by=ana, reason="goals_met"))

    assert answers == ["conflict"] * (PEOPLE - 1) + ["done"]
    assert Event.objects.filter(kind="case:closed", case_ref=case.pk).count() == 1
    assert case.history.count() == 2


def test_form_sent_many_times_at_once_opens_one_case(ana: User) -> None:
    case_id, opened = uuid4(), []
    answers = at_once(lambda: opened.append(services.open_case(by=ana, case_id=case_id)))

    assert answers == ["done"] * PEOPLE
    assert {case.pk for case in opened} == {case_id}
    assert Event.objects.filter(kind="case:opened").count() == 1
    assert CaseCode.objects.count() == 2


def test_withdrawing_has_one_winner(ana: User) -> None:
    case = factory.open_case(by=ana)
    row = factory.consent(case=case)
    answers = at_once(lambda: services.withdraw_consent(consent=row, by=ana))
    assert answers == ["conflict"] * (PEOPLE - 1) + ["done"]


def test_grants_opened_at_once_share_one_code_and_one_row_a_group(ana: User) -> None:
    case = factory.open_case(by=ana)
    receiving = entities.receiving_entity()
    answers = at_once(lambda: factory.open_grant(case=case, entity=receiving, by=ana))

    assert answers == ["done"] * PEOPLE
    assert CaseCode.objects.filter(case=case, entity=receiving).count() == 1
    rows = CaseGroupPermission.objects.filter(
        content_object=case, group__name__startswith=str(receiving.pk)
    )
    assert rows.count() == 2
