"""Who sees which case: guardian's rows, our backend and the list say the same."""

import random
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user

from audit.models import Event
from cases import selectors, services
from cases.backends import GrantBackend
from cases.enums import GrantSource, Part
from cases.models import Case, CaseCode, CaseGroupPermission
from cases.permissions import can_see, can_work
from core.exceptions import Conflict, NotVisible, PermissionRefused
from core.ports import names_cases
from entities import services as entity_services
from entities.enums import Role
from entities.models import User
from tests.factories import cases as factory
from tests.factories import entities

pytestmark = pytest.mark.django_db


def by_guardian(user: User) -> set[Case]:
    found = get_objects_for_user(
        user, "cases.view_case", Case, accept_global_perms=False, with_superuser=False
    )
    return set(found)


def by_backend(user: User) -> set[Case]:
    return {case for case in Case.objects.all() if user.has_perm("cases.view_case", case)}


@pytest.mark.parametrize("seed", range(6))
def test_visible_cases_are_guardians_and_the_backends(seed: int) -> None:
    chance = random.Random(seed)
    networks = [entities.entity(code=f"entity-{number}") for number in "abc"]
    people = [
        entities.user(role=role, entity=entity, name=f"{role}-{entity.code}")
        for entity in networks
        for role in (Role.CASEWORKER, Role.COORDINATOR, Role.DUTY_WORKER)
    ]
    for entity in networks:
        both = entities.user(role=Role.DUTY_WORKER, entity=entity, name=f"both-{entity.code}")
        entity_services.grant_role(
            user=both, role=Role.CASEWORKER, by=entities.administrator(name=f"A {entity.code}")
        )
        people.append(User.objects.get(pk=both.pk))
    workers = [person for person in people if Role.CASEWORKER in person.roles]
    for _number in range(8):
        owner = chance.choice(workers)
        case = factory.open_case(by=owner)
        for entity in networks:
            if entity == owner.entity or chance.random() < 0.4:
                continue
            later = timezone.now() + timedelta(hours=1) if chance.random() < 0.5 else None
            grant = factory.open_grant(case=case, entity=entity, by=owner, valid_until=later)
            if chance.random() < 0.4:
                services.close_grant(grant=grant, by=owner, reason="ended")

    seen = {person.name: set(selectors.cases_visible_to(person)) for person in people}
    assert seen == {person.name: by_guardian(person) for person in people}
    assert seen == {person.name: by_backend(person) for person in people}
    listed = {person.name: list(selectors.cases_listed(person, filters={})) for person in people}
    assert {name: set(cases) for name, cases in listed.items()} == seen
    assert all(
        cases == sorted(cases, key=lambda case: (case.opened_on, case.pk), reverse=True)
        for cases in listed.values()
    )
    assert any(seen.values())
    duty = [cases for name, cases in seen.items() if name.startswith("duty")]
    assert duty == [set(), set(), set()]


def test_access_ends_at_the_minute_before_any_sweep(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    past = timezone.now() - timedelta(seconds=1)
    grant = factory.open_grant(case=case, valid_until=past)

    assert list(selectors.cases_visible_to(bruno)) == []
    assert by_backend(bruno) == set()
    assert not can_work(bruno, case)
    assert selectors.open_parts(case, bruno.entity) == frozenset()

    assert services.expire_grants() == 1
    assert services.expire_grants() == 0
    grant.refresh_from_db()
    assert (grant.close_reason, grant.closed_by) == ("expired", None)
    assert (
        CaseGroupPermission.objects.filter(group__name__startswith=str(bruno.entity_id)).count()
        == 0
    )
    assert Event.objects.filter(kind="grant:expired", case_ref=case.pk).count() == 1


def test_inactive_person_sees_nothing(ana: User, berta: User) -> None:
    factory.open_case(by=ana)
    administrator = entities.administrator()
    entity_services.deactivate_user(user=berta, by=administrator)
    berta.refresh_from_db()

    assert list(selectors.cases_visible_to(berta)) == []
    assert by_backend(berta) == set()


def test_superuser_flag_in_memory_opens_nothing(ana: User, carla: User) -> None:
    case = factory.open_case(by=ana)
    carla.is_superuser = True

    assert list(selectors.cases_visible_to(carla)) == []
    assert GrantBackend().get_all_permissions(carla, case) == set()
    assert not GrantBackend().has_perm(carla, "cases.view_case", case)


def test_backend_never_answers_for_the_model(ana: User) -> None:
    factory.open_case(by=ana)
    assert not ana.has_perm("cases.view_case")
    assert GrantBackend().get_all_permissions(ana) == set()
    assert not GrantBackend().has_perm(ana, "cases.view_case", ana)


def test_ended_role_sees_nothing(ana: User, berta: User) -> None:
    case = factory.open_case(by=ana)
    entity_services.end_role(user=ana, role=Role.CASEWORKER, by=entities.administrator())
    ana = User.objects.get(pk=ana.pk)

    assert not can_see(ana, case)
    assert list(selectors.cases_visible_to(ana)) == []
    assert list(selectors.cases_visible_to(berta)) == [case]


def test_many_grants_of_one_entity_keep_one_row_until_the_last_ends(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    soon = timezone.now() + timedelta(hours=1)
    first = factory.open_grant(case=case, parts=(Part.SUMMARY,), valid_until=soon)
    second = factory.open_grant(case=case, parts=(Part.HEALTH,))
    rows = CaseGroupPermission.objects.filter(content_object=case, group__user=bruno)

    assert [row.valid_until for row in rows] == [None]
    assert selectors.open_parts(case, bruno.entity) == {"offer", "summary", "health"}

    services.close_grant(grant=second, by=ana, reason="ended")
    assert [row.valid_until for row in rows.all()] == [soon]
    assert selectors.open_parts(case, bruno.entity) == {"offer", "summary"}
    services.close_grant(grant=first, by=bruno, reason="ended")
    assert list(rows.all()) == []


def test_grant_closed_twice_and_the_owners_own_are_conflicts(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    grant = factory.open_grant(case=case)
    services.close_grant(grant=grant, by=bruno, reason="ended")
    with pytest.raises(Conflict):
        services.close_grant(grant=grant, by=bruno, reason="ended")
    with pytest.raises(Conflict):
        services.close_grant(grant=case.grants.get(source="owner"), by=ana, reason="ended")


def test_grant_is_closed_by_the_product_itself(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    grant = factory.open_grant(case=case)
    closed = services.close_grant(grant=grant, by=None, reason="run_ended")
    assert (closed.closed_by, closed.close_reason) == (None, "run_ended")
    assert not can_see(bruno, case)


def test_stranger_neither_grants_nor_closes(ana: User, carla: User) -> None:
    case = factory.open_case(by=ana)
    grant = factory.open_grant(case=case)
    with pytest.raises(PermissionRefused):
        services.close_grant(grant=grant, by=carla, reason="ended")
    with pytest.raises(PermissionRefused):
        factory.open_grant(case=case, by=carla)


def test_nobody_discloses_beyond_her_own_scope(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case, parts=(Part.SUMMARY,))
    other = entities.unrelated_entity()

    with pytest.raises(PermissionRefused):
        factory.open_grant(case=case, entity=other, parts=(Part.HEALTH,), by=bruno)
    grant = factory.open_grant(case=case, entity=other, parts=(Part.SUMMARY,), by=bruno)
    assert grant.parts == ["summary"]


def test_receiver_opens_her_own_accepted_grant_but_never_as_owner(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    grant = factory.open_grant(case=case, by=bruno)
    assert can_work(bruno, case)
    assert grant.granted_by == bruno
    with pytest.raises(PermissionRefused):
        services.open_grant(
            case=case,
            entity=bruno.entity,
            parts=["identity"],
            source=GrantSource.OWNER,
            reason="x",
            by=bruno,
        )


def test_codes_differ_per_entity_and_open_only_for_their_reader(ana: User, bruno: User) -> None:
    case = factory.open_case(by=ana)
    factory.open_grant(case=case)
    own = selectors.code_for(case, ana.entity)
    theirs = selectors.code_for(case, bruno.entity)
    reference = CaseCode.objects.get(case=case, entity=None).code

    assert len({own, theirs, reference}) == 3
    assert selectors.case_for(bruno, theirs) == case
    for code in (own, reference, "nonsense"):
        with pytest.raises(NotVisible):
            selectors.case_for(bruno, code)


def test_auditors_reference_is_found_and_no_entitys_code_is(ana: User) -> None:
    case = factory.open_case(by=ana)
    stranger = case.grants.get().pk
    references = names_cases().references([case.pk, stranger])
    assert list(references) == [case.pk]
    reference = references[case.pk]

    assert names_cases().find(reference) == case.pk
    assert names_cases().find(selectors.code_for(case, ana.entity)) is None
    assert names_cases().find("nonsense") is None


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ("intervention", "Our note."),
        ("status", "Our note."),
        ("consent", "Our note."),
        ("child", "Our needs."),
    ],
)
def test_closed_receiver_keeps_entries_of_every_kind(
    client: Client, ana: User, bruno: User, record: str, text: str
) -> None:
    case = factory.open_case(by=ana)
    grant = factory.open_grant(case=case)
    sealed = "needs" if record == "child" else "note"
    getattr(factory, record)(case=case, by=ana, **{sealed: "Theirs."})
    assert not selectors.keeps(case, bruno.entity)
    getattr(factory, record)(case=case, by=bruno, **{sealed: text})
    services.close_grant(grant=grant, by=bruno, reason="ended")

    assert selectors.keeps(case, bruno.entity)
    client.force_login(bruno)
    code = selectors.code_for(case, bruno.entity)
    shown = client.get(reverse("cases:kept", args=[code])).content.decode()
    assert (text in shown, "Theirs." in shown, "/history/" in shown) == (True, False, False)


def test_closed_receiver_keeps_what_it_wrote_and_nothing_else(
    client: Client, ana: User, bruno: User, carla: User
) -> None:
    case = factory.open_case(by=ana, summary="Only the owner's.")
    grant = factory.open_grant(case=case)
    factory.intervention(case=case, by=ana, note="Ana's note.")
    factory.intervention(case=case, by=bruno, note="Bruno's note.")
    code = selectors.code_for(case, bruno.entity)
    services.close_grant(grant=grant, by=bruno, reason="ended")

    client.force_login(bruno)
    text = client.get(reverse("cases:kept", args=[code])).content.decode()
    assert "Bruno&#x27;s note." in text
    assert "Ana" not in text
    assert "Only the owner" not in text
    assert client.get(reverse("cases:detail", args=[code])).status_code == 404
    client.force_login(carla)
    assert client.get(reverse("cases:kept", args=[code])).status_code == 404
