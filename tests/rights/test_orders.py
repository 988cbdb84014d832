from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Case
from cases.permissions import can_see
from core.exceptions import Conflict, PermissionRefused
from entities.models import User
from rights import services
from rights.models import Block, Order
from tests.factories import rights as factory

pytestmark = pytest.mark.django_db


def test_order_is_approved_by_another_person(
    ana: User, berta: User, olga: User, otilia: User, case: Case
) -> None:
    first = factory.order(case=case, by=olga)
    second = factory.order(case=case, by=olga)

    for person in (olga, ana):
        with pytest.raises(PermissionRefused):
            services.approve_order(order=first, by=person)
    assert services.approve_order(order=first, by=otilia).status == "approved"
    assert services.approve_order(order=second, by=berta).status == "approved"


def test_database_refuses_an_order_of_one_person(olga: User, case: Case) -> None:
    order = factory.order(case=case, by=olga)

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(
            approved_by=olga, approved_at=timezone.now(), status="approved"
        )


def test_order_takes_only_listed_fields(olga: User, case: Case) -> None:
    for fields in ([], ["data_key_id"], ["who_may_answer"]):
        with pytest.raises(ValidationError):
            factory.order(case=case, by=olga, fields=fields)


def test_order_is_recorded_by_data_protection_alone(berta: User, case: Case) -> None:
    with pytest.raises(PermissionRefused):
        factory.order(case=case, by=berta)


def test_narrowing_only_takes_away_and_bars_from_approving(
    berta: User, olga: User, otilia: User, case: Case
) -> None:
    order = factory.order(case=case, by=olga)

    for fields in (["legal_name", "narrative"], ["legal_name", "health"]):
        with pytest.raises(ValidationError):
            services.narrow_order(order=order, by=berta, fields=fields, reason="too_broad")
    narrowed = services.narrow_order(
        order=order, by=berta, fields=["legal_name"], reason="too_broad"
    )

    assert (narrowed.fields, narrowed.status) == (["legal_name"], "recorded")
    with pytest.raises(PermissionRefused):
        services.approve_order(order=order, by=berta)
    assert services.approve_order(order=order, by=otilia).status == "approved"


def test_order_is_handed_over_once_by_the_owners_custodian(
    berta: User, olga: User, otilia: User, celia: User, case: Case
) -> None:
    order = factory.order(case=case, by=olga)

    with pytest.raises(Conflict):
        services.hand_over_order(order=order, by=celia)
    services.approve_order(order=order, by=otilia)
    for person in (olga, otilia, berta):
        with pytest.raises(PermissionRefused):
            services.hand_over_order(order=order, by=person)
    assert services.hand_over_order(order=order, by=celia).status == "disclosed"
    with pytest.raises(Conflict):
        services.hand_over_order(order=order, by=celia)


def test_refused_order_opens_nothing(olga: User, otilia: User, celia: User, case: Case) -> None:
    order = factory.order(case=case, by=olga)

    services.refuse_order(order=order, by=olga, reason="no_basis")

    with pytest.raises(Conflict):
        services.approve_order(order=order, by=otilia)


def test_order_opens_a_blocked_case_again(
    ana: User, olga: User, otilia: User, closed: Case
) -> None:
    asked = factory.request(case=closed, by=ana, right="erasure")
    services.block(request=asked, by=olga, until=timezone.localdate() + timedelta(days=9))
    closed.refresh_from_db()

    order = factory.order(case=closed, by=olga, unblocks=True)
    hidden = can_see(ana, closed)
    services.approve_order(order=order, by=otilia)

    closed.refresh_from_db()
    assert (hidden, can_see(ana, closed), closed.status) == (False, True, "closed")
    assert Block.objects.get().ended_by == otilia


def test_order_cannot_unblock_what_is_not_blocked(olga: User, case: Case) -> None:
    with pytest.raises(ValidationError):
        factory.order(case=case, by=olga, unblocks=True)
