"""Who may do what: role x side x status, complete over the enums."""

import pytest

from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from referrals import permissions, workflow
from referrals.enums import LIVE, OFFERED, TAKEN, ReferralStatus, StepStatus
from referrals.enums import ReferralStatus as S
from referrals.models import Referral, Run, Step
from tests.factories import entities

pytestmark = pytest.mark.django_db

WORKERS, COORDINATORS = {Role.CASEWORKER, Role.COORDINATOR}, {Role.COORDINATOR}
# name → (roles of the sender, roles of the receiver, the product itself, statuses)
TABLE = {
    "send": (WORKERS, set(), False, {S.DRAFT}),
    "ask": (set(), COORDINATORS, False, {S.REQUESTED}),
    "inform": (WORKERS, set(), False, {S.INFORMATION_REQUESTED}),
    "accept": (set(), COORDINATORS, False, set(OFFERED)),
    "reject": (set(), COORDINATORS, False, set(OFFERED)),
    "expire": (set(), set(), True, set(OFFERED)),
    "start": (set(), WORKERS, False, {S.ACCEPTED}),
    "hold": (set(), WORKERS, False, {S.ACCEPTED, S.IN_PROGRESS}),
    "resume": (set(), WORKERS, False, {S.ON_HOLD}),
    "complete": (set(), WORKERS, True, {S.IN_PROGRESS, S.ON_HOLD}),
    "fail": (set(), WORKERS, False, set(TAKEN)),
    "cancel": (WORKERS, set(), True, set(LIVE)),
    "strike": (WORKERS, set(), False, LIVE | {S.COMPLETED}),
}


@pytest.fixture
def sides():
    return {
        "sender": entities.referring_entity(),
        "receiver": entities.receiving_entity(),
        "stranger": entities.unrelated_entity(),
    }


def _answer(step, referral, by) -> str:
    try:
        step.check(referral, by)
    except PermissionRefused:
        return "refused"
    except Conflict:
        return "conflict"
    return "yes"


def test_the_table_knows_every_transition():
    assert set(TABLE) == set(workflow.REFERRAL)


@pytest.mark.parametrize("role", Role)
def test_transitions_of_a_referral(sides, role):
    people = {side: entities.user(role=role, entity=entity) for side, entity in sides.items()}
    referral = Referral(referring_entity=sides["sender"], receiving_entity=sides["receiver"])
    found, expected = {}, {}
    for name, (sender, receiver, _product, statuses) in TABLE.items():
        for side, person in people.items():
            allowed = role in {"sender": sender, "receiver": receiver}.get(side, set())
            for status in ReferralStatus:
                referral.status = status
                key = (name, side, status)
                found[key] = _answer(workflow.REFERRAL[name], referral, person)
                expected[key] = (
                    "refused" if not allowed else "yes" if status in statuses else "conflict"
                )
    assert found == expected


def test_transitions_of_the_product_itself(sides):
    referral = Referral(referring_entity=sides["sender"], receiving_entity=sides["receiver"])
    for name, (_sender, _receiver, product, statuses) in TABLE.items():
        for status in ReferralStatus:
            referral.status = status
            expected = "refused" if not product else "yes" if status in statuses else "conflict"
            assert _answer(workflow.REFERRAL[name], referral, None) == expected, (name, status)


@pytest.mark.parametrize("role", Role)
def test_transitions_of_a_step(sides, role):
    """A step of the receiver, come from the sender, in a run of the sender's."""
    people = {side: entities.user(role=role, entity=entity) for side, entity in sides.items()}
    step = Step(run=Run(owner=sides["sender"]), entity=sides["receiver"], sender=sides["sender"])
    table = {
        "complete": ({"receiver"}, {StepStatus.OPEN}),
        "record": ({"sender"}, {StepStatus.OPEN, StepStatus.TO_REFER}),
        "decline": (
            {"sender", "receiver"},
            {StepStatus.OPEN, StepStatus.TO_REFER, StepStatus.OFFERED},
        ),
    }
    for name, (allowed, statuses) in table.items():
        for side, person in people.items():
            for status in StepStatus:
                step.status = status
                expected = (
                    "refused"
                    if side not in allowed or role not in WORKERS
                    else "yes"
                    if status in statuses
                    else "conflict"
                )
                assert _answer(workflow.STEP[name], step, person) == expected, (name, side, status)


@pytest.mark.parametrize("role", Role)
def test_who_ends_a_run_and_refers_a_step(sides, role):
    run = Run(owner=sides["sender"])
    step = Step(run=run, sender=sides["receiver"])
    works = role in WORKERS
    for side, ends, refers in [
        ("sender", works, works), ("receiver", False, works), ("stranger", False, False),
    ]:  # fmt: skip
        person = entities.user(role=role, entity=sides[side])
        assert permissions.can_end_run(person, run) is ends
        assert permissions.can_refer_step(person, step) is refers


def test_people_who_left_may_nothing(sides):
    gone = entities.coordinator(entity=sides["receiver"])
    gone.is_active = False
    referral = Referral(referring_entity=sides["sender"], receiving_entity=sides["receiver"])
    assert not permissions.can_answer(gone, referral)
    assert not permissions.can_deliver(gone, referral)
