"""Adopting a version, changing it, taking it back."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import Event
from core.exceptions import Conflict, NotVisible, PermissionRefused
from entities.services import change_entity, change_service
from notices.models import Notice
from protocols.adoption import services
from protocols.adoption.selectors import (
    GapKind,
    adoptions_of,
    earlier_adoption,
    ended_adoptions_of,
    gaps_of,
    lane_for,
)
from protocols.models import Adoption, ProtocolVersion
from protocols.selectors import definition_of
from tests.factories import adoption as factory
from tests.factories import entities as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def bea():
    return people.coordinator(entity=people.receiving_entity(), name="Bea")


@pytest.fixture
def version(bea):
    people.referring_entity()
    return factory.chart()


def lane(version: ProtocolVersion, name: str = "ngo"):
    return definition_of(version).lane(name)


def adopt(version: ProtocolVersion, by, **changes):
    terms = {"telephone": "944 000 000", "email": "", **changes}
    if "service" not in terms:
        terms["service"] = people.service(entity=by.entity)
    return services.adopt_lane(version=version, lane=lane(version), by=by, **terms)


def kinds(version: ProtocolVersion) -> list[tuple[str, str]]:
    return [(gap.lane.id, gap.kind.value) for gap in gaps_of(version)]


def test_adopting_names_service_and_contact(version, bea):
    adoption = adopt(version, bea)

    assert [(a.lane, a.entity, a.telephone) for a in adoptions_of(version)] == [
        ("ngo", bea.entity, "944 000 000")
    ]
    assert adoption.adopted_by == bea
    event = Event.objects.filter(kind="protocol:adopted").get()
    assert (event.actor, event.target) == (bea.pk, version.pk)


def test_a_change_keeps_what_was_named_before(version, bea):
    first = adopt(version, bea)
    adopt(version, bea, service=first.service, telephone="", email="guardia@example.test")

    assert [(a.telephone, a.email) for a in adoptions_of(version)] == [("", "guardia@example.test")]
    assert [(a.pk, a.ended_by) for a in ended_adoptions_of(version)] == [(first.pk, bea)]


def test_the_same_answer_again_changes_nothing(version, bea):
    first = adopt(version, bea)

    assert adopt(version, bea, service=first.service).pk == first.pk
    assert Adoption.objects.count() == 1


def test_taking_back_keeps_the_row(version, bea):
    adopt(version, bea)
    services.withdraw_adoption(version=version, lane=lane(version), by=bea)

    assert adoptions_of(version) == []
    assert [a.ended_by for a in ended_adoptions_of(version)] == [bea]
    with pytest.raises(Conflict):
        services.withdraw_adoption(version=version, lane=lane(version), by=bea)


def test_only_a_coordinator_adopts(version, ana):
    with pytest.raises(PermissionRefused):
        adopt(version, ana)


def test_only_what_is_in_force_is_adopted(version, bea):
    factory.chart(more="report")

    with pytest.raises(Conflict, match="agreed and not retired"):
        adopt(version, bea)


def test_a_service_of_another_entity_is_refused(version, bea):
    other = people.service(entity=people.referring_entity())

    with pytest.raises(Conflict):
        adopt(version, bea, service=other)


def test_a_closed_service_is_refused(version, bea):
    service = people.service(entity=bea.entity)
    change_service(service=service, by=bea, is_active=False)

    with pytest.raises(Conflict):
        adopt(version, bea, service=service)


def test_without_a_contact_it_is_refused(version, bea):
    with pytest.raises(Conflict):
        adopt(version, bea, telephone="")
    row = {"version": version, "lane": "ngo", "entity": bea.entity, "adopted_by": bea}
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(
            **row, service=people.service(entity=bea.entity), adopted_at=timezone.now()
        )


@pytest.mark.parametrize("name", ["own", "her", "nothing"])
def test_a_lane_the_entity_does_not_stand_in_is_not_there(version, bea, name):
    with pytest.raises(NotVisible):
        lane_for(version, bea.entity, name)


def test_gaps_tell_what_is_missing(bea):
    version = factory.chart(pol=True)
    assert kinds(version) == [("own", "nobody"), ("ngo", "not_adopted"), ("pol", "nobody")]

    people.referring_entity()
    people.entity(code="ertzaintza", kinds=("police",), participation="recorded")
    adoption = adopt(version, bea)
    assert kinds(version) == [("own", "not_adopted")]

    change_service(service=adoption.service, by=bea, is_active=False)
    assert kinds(version) == [("own", "not_adopted"), ("ngo", "service_closed")]


def test_an_adopter_that_left_is_a_gap(version, bea):
    adopt(version, bea)
    office = people.administrator()
    change_entity(entity=bea.entity, by=office, kinds=["health"])
    assert (("ngo", GapKind.KIND_LEFT.value)) in kinds(version)

    change_entity(entity=bea.entity, by=office, kinds=["health"], is_active=False)
    found = [gap for gap in gaps_of(version) if gap.lane.id == "ngo"]
    assert [(gap.kind, gap.adoption is not None) for gap in found] == [
        (GapKind.ENTITY_CLOSED, True),
        (GapKind.NOBODY, False),
    ]


def test_a_new_version_asks_anew_and_offers_what_was_named(version, bea):
    old = adopt(version, bea)
    new = factory.chart(more="report")

    assert adoptions_of(new) == []
    assert earlier_adoption(new, bea.entity, lane(new)) == old


def test_coordinators_of_entities_that_stand_in_it_are_asked_once_each(version, bea, ana, carla):
    berta = people.coordinator()
    Notice.objects.all().delete()

    assert services.ask_entities(version) == 2
    told = Notice.objects.filter(kind="protocol_to_adopt")
    assert {(n.user, n.path) for n in told} == {
        (bea, f"{version.get_absolute_url()}adoption/"),
        (berta, f"{version.get_absolute_url()}adoption/"),
    }
    assert len(told) == 2


@pytest.mark.parametrize("adopted", [1, 3])
def test_gaps_cost_the_same_with_more_entities(bea, adopted, django_assert_num_queries):
    version = factory.chart()
    adopt(version, bea)
    for number in range(adopted - 1):
        entity = people.entity(code=f"ngo-{number}", kinds=("specialised_ngo",))
        adopt(version, people.coordinator(entity=entity, name=f"C{number}"))

    with django_assert_num_queries(4):
        gaps_of(version)
