"""Attacks of an administrator who is alone, with whatever accounts she can make herself."""

import pytest

from core.exceptions import Conflict, PermissionRefused
from entities import services
from entities.enums import DecisionStatus, Role, SuspensionKind
from entities.models import User
from entities.services.suspensions import begin_suspension
from notices.enums import MailKind, NoticeKind
from notices.models import Notice, OutboxMail
from tests.entities.deciding import fresh, later
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db

GRAVE = [
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.COORDINATOR,
    Role.CUSTODIAN,
    Role.DATA_PROTECTION_OFFICER,
]
HARMLESS = sorted(set(Role) - set(GRAVE))


def puppets(alba: User) -> list[User]:
    """One account of each role that she can give alone."""
    return [
        services.create_user(
            entity=alba.entity, email=f"{role}@evil.test", name=role, roles=[role], by=alba
        )
        for role in HARMLESS
    ]


@pytest.mark.parametrize("role", GRAVE)
def test_administrator_alone_gives_no_grave_role(alba: User, role: Role) -> None:
    made = puppets(alba)
    person = factory.user(role=None, name="Nerea")

    with pytest.raises(PermissionRefused):
        services.grant_role(user=person, role=role, by=alba)
    decision = services.ask_role(user=person, role=role, by=alba)
    for puppet in [alba, person, *made]:
        with pytest.raises(PermissionRefused):
            services.agree(decision=decision, by=fresh(puppet))

    assert later(hours=24 * 13) == 0
    assert fresh(person).roles == frozenset()


@pytest.mark.parametrize("role", GRAVE)
def test_new_account_with_a_grave_role_is_made_without_it(alba: User, role: Role) -> None:
    person = services.create_user(
        entity=alba.entity, email="eve@evil.test", name="Eve", roles=[role], by=alba
    )

    assert person.roles == frozenset()
    assert [one.role for one in person.decisions.all()] == [role]


def told_of_roles() -> set[str]:
    """The names of those who were told that what somebody may do has changed."""
    told = Notice.objects.filter(kind=NoticeKind.ACCOUNT_ROLES)
    return set(told.values_list("user__name", flat=True))


def test_ending_a_coordinator_is_told(alba: User, berta: User, aurora: User) -> None:
    services.end_role(user=berta, role=Role.COORDINATOR, by=alba)

    assert told_of_roles() == {aurora.name}


def test_letting_somebody_into_the_cases_of_an_entity_is_told(
    alba: User, ana: User, berta: User, bruno: User, aurora: User
) -> None:
    services.move_user(user=ana, entity=bruno.entity, by=alba)
    assert told_of_roles() == {bruno.name, aurora.name}

    Notice.objects.all().delete()
    services.deactivate_user(user=ana, by=alba, work_to=None)
    services.reactivate_user(user=ana, by=alba)
    assert told_of_roles() == {bruno.name, aurora.name}


def test_administrator_does_not_ask_for_herself(alba: User, amaia: User) -> None:
    with pytest.raises(PermissionRefused):
        services.ask_role(user=alba, role=Role.CUSTODIAN, by=alba)
    with pytest.raises(PermissionRefused):
        services.ask_reset(user=alba, by=alba)
    decision = services.ask_reset(user=alba, by=amaia)
    with pytest.raises(PermissionRefused):
        services.agree(decision=decision, by=alba)


def test_administrator_alone_resets_no_factor(alba: User, berta: User) -> None:
    decision = services.ask_reset(user=berta, by=alba)
    for puppet in [alba, *puppets(alba)]:
        with pytest.raises(PermissionRefused):
            services.agree(decision=decision, by=fresh(puppet))

    later()
    assert fresh(berta).second_factor_at is not None


def test_administrator_alone_changes_no_address_that_is_in_use(alba: User, berta: User) -> None:
    fresh_coordinator = factory.coordinator(entity=berta.entity, name="New")
    fresh_coordinator.set_unusable_password()
    fresh_coordinator.save(update_fields=["password"])

    for person in (berta, fresh_coordinator, factory.caseworker(name="Used")):
        with pytest.raises(PermissionRefused):
            services.mend_email(user=person, email="eve@evil.test", by=alba)


def test_address_is_not_swapped_while_a_role_is_on_its_way(alba: User, amaia: User) -> None:
    """The second person agreed to the owner of one address, not of another."""
    person = services.create_user(
        entity=alba.entity, email="real@example.test", name="Real", roles=[Role.AUDITOR], by=alba
    )
    services.agree(decision=person.decisions.get(), by=amaia)

    with pytest.raises(PermissionRefused):
        services.mend_email(user=person, email="eve@evil.test", by=alba)


def test_role_lapses_when_the_account_is_not_the_one_agreed_to(
    alba: User, amaia: User, aurora: User
) -> None:
    person = factory.user(role=None, name="Nerea")
    other = factory.receiving_entity()
    decision = services.agree(
        decision=services.ask_role(user=person, role=Role.COORDINATOR, by=alba), by=amaia
    )
    services.move_user(user=person, entity=other, by=alba)
    later()
    decision.refresh_from_db()

    assert (decision.status, fresh(person).roles) == (DecisionStatus.LAPSED, frozenset())


def test_administrator_alone_moves_no_coordinator(alba: User, berta: User) -> None:
    with pytest.raises(Conflict):
        services.move_user(user=berta, entity=factory.receiving_entity(), by=alba)


def test_grave_roles_do_not_come_back_with_the_account(
    alba: User, amaia: User, berta: User
) -> None:
    services.deactivate_user(user=berta, by=alba)
    services.reactivate_user(user=fresh(berta), by=alba)

    assert fresh(berta).roles == frozenset()
    services.agree(decision=berta.decisions.get(), by=amaia)
    later()
    assert fresh(berta).roles == {Role.COORDINATOR}


@pytest.mark.parametrize("role", GRAVE)
def test_administrator_who_wakes_a_dormant_account_has_nothing_of_it(
    alba: User, role: Role
) -> None:
    """She holds neither its password nor its factor; what would change them takes two."""
    person = factory.user(role=role, name="Dormant")
    begin_suspension(person, SuspensionKind.DORMANT)
    services.lift_suspension(user=person, kind=SuspensionKind.DORMANT, by=alba)

    with pytest.raises(PermissionRefused):
        services.mend_email(user=person, email="eve@evil.test", by=alba)
    for asked in (
        services.ask_reset(user=person, by=alba),
        services.ask_email(user=person, email="eve@evil.test", by=alba),
    ):
        with pytest.raises(PermissionRefused):
            services.agree(decision=asked, by=alba)
    assert later(hours=24 * 13) == 0
    assert fresh(person).check_password(factory.PASSWORD)
    assert (fresh(person).email, fresh(person).second_factor_at is None) == (person.email, False)


def test_links_go_to_the_owner_alone(alba: User, berta: User) -> None:
    services.send_link(user=berta, by=alba)

    assert list(OutboxMail.objects.values_list("user", "kind")) == [
        (berta.pk, MailKind.PASSWORD_LINK)
    ]


def test_last_auditor_stays(alba: User, aurora: User) -> None:
    with pytest.raises(Conflict):
        services.deactivate_user(user=aurora, by=alba)
    with pytest.raises(Conflict):
        services.end_role(user=aurora, role=Role.AUDITOR, by=alba)
    factory.auditor(name="Alaitz")
    services.deactivate_user(user=aurora, by=alba)


def test_mending_the_address_of_a_new_caseworker_is_told(
    alba: User, berta: User, aurora: User
) -> None:
    made = services.create_user(
        entity=berta.entity, email="maria@x.test", name="Maria", roles=[Role.CASEWORKER], by=berta
    )
    services.mend_email(user=made, email="evil@x.test", by=alba)

    assert told_of_roles() == {berta.name, aurora.name}


def test_ending_the_four_eyes_of_an_entity_is_told(alba: User, berta: User, aurora: User) -> None:
    kinds = berta.entity.kinds
    services.change_entity(entity=berta.entity, by=alba, kinds=kinds, four_eyes=True)
    services.change_entity(entity=berta.entity, by=alba, kinds=kinds, four_eyes=False)

    told = Notice.objects.filter(kind=NoticeKind.FOUR_EYES_ENDED)
    assert set(told.values_list("user__name", flat=True)) == {berta.name, aurora.name}
