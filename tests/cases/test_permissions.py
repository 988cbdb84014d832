"""Who may do what: role and relation against verb, complete."""

import pytest

from cases import permissions, services, workflow
from cases.enums import CaseStatus
from cases.models import Case
from core.exceptions import Conflict, PermissionRefused
from entities.enums import Role
from entities.models import Entity, User
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db

WORKING = {Role.CASEWORKER, Role.COORDINATOR}
RELATIONS = ("owner", "granted", "ended", "none")
VERBS = {
    "see": permissions.can_see,
    "work": permissions.can_work,
    "lead": permissions.can_lead,
    "contact": permissions.can_see_contact,
    "identity": permissions.can_see_identity,
}
EXPECTED = {
    "owner": {"see", "work", "lead", "contact", "identity"},
    "granted": {"see", "work", "contact"},
    "ended": set(),
    "none": set(),
}


@pytest.fixture
def network(ana: User) -> tuple[Case, dict[str, Entity]]:
    """A case, and one entity in each relation to it."""
    case = factory.open_case(by=ana)
    related = {
        "owner": ana.entity,
        "granted": entities.entity(code="granted"),
        "ended": entities.entity(code="ended"),
        "none": entities.entity(code="none"),
    }
    factory.open_grant(case=case, entity=related["granted"], parts=("summary", "contact_card"))
    grant = factory.open_grant(case=case, entity=related["ended"], parts=("summary", "identity"))
    services.close_grant(grant=grant, by=ana, reason="ended")
    return case, related


@pytest.mark.parametrize("role", list(Role))
def test_verbs_by_role_and_relation(network: tuple[Case, dict[str, Entity]], role: Role) -> None:
    case, related = network
    found = {}
    for relation in RELATIONS:
        person = entities.user(role=role, entity=related[relation], name=f"{role}-{relation}")
        found[relation] = {name for name, ask in VERBS.items() if ask(person, case)}
    nothing: dict[str, set[str]] = {relation: set() for relation in RELATIONS}
    assert found == (EXPECTED if role in WORKING else nothing)


@pytest.mark.parametrize("role", list(Role))
def test_only_case_roles_open_cases(role: Role) -> None:
    person = entities.user(role=role)
    assert permissions.can_open_cases(person) == (role in WORKING)


def test_entries_are_corrected_only_by_their_authors_entity(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case)
    own, theirs = factory.intervention(case=case), factory.intervention(case=case, by=bruno)
    may = {
        (person.name, row is own): permissions.can_correct(person, row)
        for person in (ana, bruno)
        for row in (own, theirs)
    }
    assert may == {
        ("Ana", True): True,
        ("Ana", False): False,
        ("Bruno", True): False,
        ("Bruno", False): True,
    }
    with pytest.raises(PermissionRefused):
        services.correct_intervention(intervention=theirs, by=ana, changes={"minutes": 5})
    with pytest.raises(PermissionRefused):
        services.strike_entry(entry=own, by=bruno, reason="duplicate")


MOVES = {
    **workflow.MOVES,
    "close": workflow.CLOSE,
    "transfer": workflow.TRANSFER,
    "reopen": workflow.REOPEN,
}


@pytest.mark.parametrize("status", list(CaseStatus))
def test_moves_by_status(ana: User, status: CaseStatus) -> None:
    expected = {
        "intake": {"start", "hold", "close", "transfer"},
        "active": {"hold", "follow", "close", "transfer"},
        "on_hold": {"resume", "close", "transfer"},
        "follow_up": {"hold", "resume", "close", "transfer"},
        "closed": {"reopen"},
        "closed_transferred": {"reopen"},
        "blocked": set(),
    }
    case = factory.open_case(by=ana)
    case.status = status
    found = set()
    for name, move in MOVES.items():
        try:
            move.check(case, ana)
        except (Conflict, PermissionRefused):
            continue
        found.add(name)
    assert found == expected[status]


def test_every_move_has_a_name_of_its_own_in_the_log() -> None:
    names = [move.event for move in MOVES.values()]
    assert sorted(names) == sorted(set(names))


def test_receiver_never_leads(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case)
    for act in (
        lambda: services.close_case(case=case, by=bruno, reason="goals_met"),
        lambda: services.edit_case(case=case, by=bruno, changes={"risk_level": "low"}),
        lambda: services.move_case(case=case, by=bruno, move="start"),
        lambda: services.record_person(case=case, by=bruno, values={"legal_name": "X"}),
    ):
        with pytest.raises(PermissionRefused):
            act()
