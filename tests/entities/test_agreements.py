"""Agreements on referrals: who writes them, who is told, what they cover."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from entities.selectors.agreements import agreed_receivers, beyond_agreements
from entities.services.agreements import end_agreement, make_agreement
from notices.models import Notice
from tests.entities.logged import events

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def agreement(berta: User, bruno: User, by: User | None = None, **terms: object):
    terms = {"starts_on": timezone.localdate(), **terms}
    return make_agreement(between=(berta.entity, bruno.entity), by=by, **terms)


def covered(berta: User, bruno: User, need: str = "legal", parts: tuple[str, ...] = ()):
    return beyond_agreements(berta.entity_id, bruno.entity, service_type=need, parts=parts)


def test_both_coordinators_are_told_when_made_and_when_ended(
    alba: User, berta: User, bruno: User
) -> None:
    made = agreement(berta, bruno, alba)
    end_agreement(agreement=made, by=alba)

    told = Notice.objects.filter(kind="agreement_changed").values_list("user", flat=True)
    assert sorted(told) == sorted([berta.pk, bruno.pk] * 2)
    sides = {"sender": str(berta.entity_id), "receiver": str(bruno.entity_id)}
    for action in (AuditAction.AGREEMENT_MADE, AuditAction.AGREEMENT_ENDED):
        assert events(action, made) == [{"actor": alba.pk, **sides}]
    with pytest.raises(Conflict):
        end_agreement(agreement=made, by=alba)


def test_only_administrators_write_them(berta: User, bruno: User) -> None:
    with pytest.raises(PermissionRefused):
        agreement(berta, bruno, berta)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({}, frozenset({"summary"})),
        ({"parts": ["summary"]}, frozenset()),
        ({"service_types": ["legal"], "parts": ["summary", "health"]}, frozenset()),
        ({"service_types": ["shelter"]}, None),
        ({"starts_on": TODAY + timedelta(days=2)}, None),
        ({"starts_on": TODAY - timedelta(days=9), "ends_on": TODAY - timedelta(days=2)}, None),
    ],
)
def test_what_an_agreement_covers(
    berta: User, bruno: User, terms: dict[str, object], expected: frozenset[str] | None
) -> None:
    agreement(berta, bruno, **terms)

    assert covered(berta, bruno, parts=("offer", "summary")) == expected
    assert covered(bruno, berta) is None
    assert agreed_receivers(berta.entity_id, "legal") == (
        frozenset() if expected is None else {bruno.entity_id}
    )


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"receiver": "referring"}, "An agreement is between two entities."),
        ({"ends_on": "2025-01-01"}, "It would end before it begins."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"sender": "nobody"}, "Select a valid choice."),
        ({"parts": ["nonsense"]}, "Select a valid choice."),
    ],
)
def test_impossible_agreement_is_refused_beside_the_field(
    alba: User, berta: User, bruno: User, answers: dict[str, object], told: str
) -> None:
    client = Client()
    client.force_login(alba)
    good = {"sender": "referring", "receiver": "receiving", "starts_on": "2026-01-01"}

    page = client.post(reverse("entities:make_agreement"), {**good, **answers})

    assert page.status_code == 200
    assert told in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(
    alba: User, berta: User, bruno: User, count: int, django_assert_num_queries
) -> None:
    for _number in range(count):
        agreement(berta, bruno)
    client = Client()
    client.force_login(alba)
    client.get(reverse("entities:agreements"))

    with django_assert_num_queries(7):
        client.get(reverse("entities:agreements"))
