"""From lanes to entities: kinds in the file, organisations here."""

import pytest

from cases.permissions import can_work
from core.exceptions import Conflict
from protocols.elements import Assign, Lane
from referrals import services
from referrals.models import Run
from referrals.services.lanes import fits, place
from tests.factories import cases as case_factory
from tests.factories import entities
from tests.factories import referrals as factory

pytestmark = pytest.mark.django_db


def _place(owner, **lane):
    drawn = Lane(id="lane", labels={}, **lane)
    return place(Run(owner=owner), drawn, steps=[], referrals=[])


@pytest.fixture
def owner():
    return entities.referring_entity()


@pytest.fixture
def ngo():
    return entities.receiving_entity()


def _short(placed):
    return (placed.entity_id, str(placed.how), str(placed.status), placed.for_coordinator)


def test_a_lane_of_the_case_stays_with_the_owner(owner, ngo):
    placed = _place(owner, entity_kinds=("specialised_ngo",), assign=Assign.CASE)
    assert _short(placed) == (owner.pk, "owner", "open", False)


def test_a_lane_of_the_owners_kind_stays_with_the_owner(ngo, owner):
    placed = _place(ngo, entity_kinds=("specialised_ngo",), assign=Assign.CHOOSE)
    assert _short(placed) == (ngo.pk, "owner", "open", False)


def test_a_lane_of_the_person_is_recorded_with_her_by_the_owner(owner):
    placed = _place(owner, entity_kinds=("person",))
    assert _short(placed) == (owner.pk, "person", "open", False)


def test_a_lane_to_choose_is_to_be_referred(owner, ngo):
    placed = _place(owner, entity_kinds=("specialised_ngo",))
    assert _short(placed) == (None, "choose", "to_refer", False)


def test_a_lane_whose_entities_do_not_sign_in_is_recorded(owner):
    entities.entity(code="police", kinds=("police",), participation="recorded")
    placed = _place(owner, entity_kinds=("police",))
    assert _short(placed) == (owner.pk, "recorded", "open", False)


def test_a_lane_some_of_whose_entities_sign_in_is_to_be_referred(owner):
    entities.entity(code="police", kinds=("police",), participation="recorded")
    entities.entity(code="police-2", kinds=("police",))
    placed = _place(owner, entity_kinds=("police",))
    assert _short(placed) == (None, "choose", "to_refer", False)


def test_a_fixed_lane_names_its_entity(owner, ngo):
    placed = _place(owner, entity_kinds=("shelter",), assign=Assign.FIXED, entity=ngo.code)
    assert _short(placed) == (None, "fixed", "to_refer", False)


def test_a_fixed_lane_may_name_the_owner(owner, ngo):
    placed = _place(owner, assign=Assign.FIXED, entity=owner.code)
    assert _short(placed) == (owner.pk, "owner", "open", False)


def test_a_lane_by_territory_finds_the_only_one_there(owner):
    entities.entity(code="here", kinds=("shelter",), territory="ES-BI")
    entities.entity(code="elsewhere", kinds=("shelter",), territory="ES-M")
    placed = _place(owner, entity_kinds=("shelter",), assign=Assign.TERRITORY)
    assert _short(placed) == (None, "territory", "to_refer", False)


def test_what_cannot_be_resolved_waits_for_the_owners_coordinator(owner):
    placed = _place(owner, entity_kinds=("asylum_authority",))
    assert _short(placed) == (None, "coordinator", "to_refer", True)


def test_an_entity_that_left_is_not_found(owner, ngo):
    ngo.is_active = False
    ngo.save(update_fields=["is_active"])
    assert _place(owner, entity_kinds=("specialised_ngo",)).for_coordinator is True


@pytest.mark.parametrize(
    ("lane", "expected"),
    [
        ({"entity_kinds": ("specialised_ngo",)}, True),
        ({"entity_kinds": ("shelter",)}, False),
        ({"assign": Assign.FIXED, "entity": "receiving"}, True),
        ({"assign": Assign.FIXED, "entity": "other"}, False),
    ],
)
def test_which_entities_fit_a_lane(ngo, lane, expected):
    assert fits(Lane(id="lane", labels={}, **lane), ngo) is expected


def test_a_service_of_another_kind_is_refused_for_the_step(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)
    shelter = entities.service(entity=entities.entity(code="shelter", kinds=("shelter",)))
    with pytest.raises(Conflict):
        services.draft_referral(
            case=run.case,
            service=shelter,
            terms=factory.terms(),
            step=factory.step(run, "interview"),
            by=ana,
        )


def test_a_lane_has_one_living_referral(ana):
    run = factory.start(by=ana)
    services.complete_step(step=factory.step(run, "ask"), answers={"agrees": True}, by=ana)
    factory.draft(by=ana, case=run.case, at=factory.step(run, "interview"))
    with pytest.raises(Conflict):
        factory.draft(by=ana, case=run.case, at=factory.step(run, "interview"))


def test_nobody_refers_to_her_own_entity(ana):
    case = case_factory.open_case(by=ana)
    own = entities.service(entity=ana.entity)
    with pytest.raises(Conflict):
        services.draft_referral(case=case, service=own, terms=factory.terms(), by=ana)


def test_the_receiver_that_sends_on_is_the_sender(ana, bruno):
    """The next step's lane is a third entity's; the NGO whose step came before refers it."""
    nodes = (
        factory.other("startEvent", "s")
        + factory.task("interview", consent="referral_specialised")
        + factory.task("protect")
        + factory.task("back")
        + factory.other("endEvent", "e_ok")
    )
    flows = "".join(
        factory.flow(one, two)
        for one, two in [
            ("s", "interview"), ("interview", "protect"), ("protect", "back"), ("back", "e_ok"),
        ]
    )  # fmt: skip
    lanes = {"own": ("s",), "ngo": ("interview", "back", "e_ok"), "pol": ("protect",)}
    entities.receiving_entity()
    third = entities.entity(code="police", kinds=("police",))
    run = factory.start(
        version=factory.publish(factory.bpmn("employment_inclusion", lanes, nodes, flows)), by=ana
    )
    factory.agrees(run.case)
    referral = factory.offer(by=ana, case=run.case, at=factory.step(run, "interview"))
    services.accept_referral(referral=referral, by=bruno)
    services.complete_step(step=factory.step(run, "interview"), answers={}, by=bruno)

    step = factory.step(run, "protect")
    assert (step.status, step.sender_id) == ("to_refer", bruno.entity_id)
    onward = services.draft_referral(
        case=run.case,
        service=entities.service(entity=third, service_type="security"),
        terms=factory.terms(basis="public_task", basis_reason="Threats"),
        step=step,
        by=bruno,
    )
    services.send_referral(referral=onward, by=bruno)
    police = entities.coordinator(entity=third, name="Pilar")
    services.accept_referral(referral=onward, by=police)
    services.complete_step(step=factory.step(run, "protect"), answers={}, by=police)

    onward.refresh_from_db()
    assert onward.status == "completed"
    assert not can_work(police, run.case)
    back = factory.step(run, "back")
    assert (back.status, back.entity_id) == ("open", bruno.entity_id)
