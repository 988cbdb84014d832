"""Two custodians, two showings, two broken glasses at the same moment: one of each counts."""

import pytest
from django.db import connection

from cases import services
from cases.enums import RequestStatus
from cases.models import BrokenGlass, Case, IdentityRequest
from cases.selectors import code_for
from entities.enums import Role
from entities.models import User
from notices.models import Notice
from tests.cases.pages import kinds
from tests.cases.test_at_once import PEOPLE, at_once
from tests.factories import cases as factory
from tests.factories import entities
from vault.enums import Tier

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
ONE_WINS = ["conflict"] * (PEOPLE - 1) + ["done"]


@pytest.fixture
def request_(ana: User) -> IdentityRequest:
    case = factory.open_case(by=ana, person={"legal_name": "Joy Osagie"})
    factory.four_eyes(case=case)
    entities.user(role=Role.CUSTODIAN, entity=ana.entity, name="Custodia")
    return factory.identity_request(case=case)


def custodian(name: str) -> User:
    return User.objects.get(name=name)


def test_of_custodians_who_answer_at_once_one_does(request_: IdentityRequest) -> None:
    second = entities.user(role=Role.CUSTODIAN, entity=request_.case.owner_entity, name="Second")
    answers = iter([True, False] * PEOPLE)
    who = iter([custodian("Custodia"), second] * PEOPLE)
    told = at_once(
        lambda: services.answer_identity(
            request=request_, by=next(who), agrees=next(answers), motivation="As she asks us."
        )
    )

    assert told == ONE_WINS
    assert sum(kinds().count(kind) for kind in ("identity:agreed", "identity:refused")) == 1


def test_agreement_used_at_once_opens_once(ana: User, request_: IdentityRequest) -> None:
    services.answer_identity(
        request=request_, by=custodian("Custodia"), agrees=True, motivation="As she asks us."
    )

    assert at_once(lambda: services.use_request(request=request_, by=ana)) == ONE_WINS
    assert IdentityRequest.objects.get().status == RequestStatus.USED
    assert kinds().count("identity:opened") == 1


def test_asking_at_once_makes_one_request(ana: User, request_: IdentityRequest) -> None:
    services.withdraw_request(request=request_, by=ana)

    assert at_once(lambda: factory.identity_request(case=request_.case)) == ONE_WINS


def test_glass_broken_at_once_breaks_once(ana: User, carla: User) -> None:
    case = factory.open_case(by=ana)
    code = code_for(case, ana.entity)
    told = at_once(
        lambda: services.break_glass(by=carla, code=code, justification="She is at our door.")
    )

    assert told == ["done"] * PEOPLE
    assert BrokenGlass.objects.count() == 1
    assert kinds().count("glass:broken") == 1


def test_many_reveals_at_once_are_told_once(ana: User, berta: User, settings) -> None:
    settings.REVEALS_A_DAY = {"contact": -1, "identity": -1}
    factory.open_case(by=ana)

    assert at_once(lambda: services.watch_reveals(by=ana, tier=Tier.IDENTITY)) == ["done"] * PEOPLE
    assert Notice.objects.filter(kind="many_reveals", user=berta).count() == 1
    assert Case.objects.count() == 1
