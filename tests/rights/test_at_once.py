"""What several people do at the same moment: one of them did it, nobody is warned twice."""

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import Event
from cases.models import Case
from entities.models import User
from rights import services
from rights.models import Incident
from tests.cases.test_at_once import PEOPLE, at_once
from tests.factories import rights as factory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]
ONE = ["conflict"] * (PEOPLE - 1) + ["done"]


def test_answering_has_one_winner(ana: User, olga: User, case: Case) -> None:
    request = factory.request(case=case, by=ana, right="restriction")

    answers = at_once(lambda: services.answer_request(request=request, by=olga, answer="answer"))

    assert answers == ONE
    assert Event.objects.filter(kind="case:restricted").count() == 1


def test_same_request_written_down_at_once_is_kept_once(ana: User, case: Case) -> None:
    answers = at_once(lambda: factory.request(case=case, by=ana))

    assert answers == ONE


def test_handing_over_has_one_winner(olga: User, otilia: User, celia: User, case: Case) -> None:
    order = services.approve_order(order=factory.order(case=case, by=olga), by=otilia)

    assert at_once(lambda: services.hand_over_order(order=order, by=celia)) == ONE


def test_incidents_reported_at_once_are_numbered_without_gaps(ana: User) -> None:
    at_once(lambda: factory.incident(by=ana))

    numbers = sorted(Incident.objects.values_list("number", flat=True))
    assert numbers == list(range(1, PEOPLE + 1))


def test_sweeps_at_once_warn_once(ana: User, olga: User) -> None:
    factory.incident(by=ana, hours=50)
    before = timezone.now()

    at_once(services.warn_of_incidents)

    assert Event.objects.filter(kind="incident:warned", at__gte=before).count() == 1
