"""People and roles: what is written, mirrored, refused and recorded."""

import pytest
from django.contrib.auth.models import Group

from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities import services
from entities.enums import Role
from entities.groups import group_for
from entities.models import User
from notices.enums import MailKind
from notices.models import OutboxMail
from tests.entities.logged import events
from tests.factories import entities as factory

pytestmark = pytest.mark.django_db


def groups_of(user: User) -> set[Group]:
    return set(user.groups.all())


def test_create_user_makes_roles_groups_and_sends_an_invitation(berta: User) -> None:
    person = services.create_user(
        entity=berta.entity,
        email=" New.Person@Example.TEST ",
        name="New Person",
        roles=[Role.CASEWORKER, Role.DUTY_WORKER],
        by=berta,
        language="eu",
    )

    assert (person.email, person.has_usable_password()) == ("new.person@example.test", False)
    assert person.roles == {Role.CASEWORKER, Role.DUTY_WORKER}
    assert groups_of(person) == {
        group_for(berta.entity, Role.CASEWORKER),
        group_for(berta.entity, Role.DUTY_WORKER),
    }
    assert events(AuditAction.USER_CREATED, person) == [
        {"actor": berta.pk, "entity": str(berta.entity_id)}
    ]
    assert events(AuditAction.ROLE_GRANTED, person) == [
        {"actor": berta.pk, "role": "caseworker"},
        {"actor": berta.pk, "role": "duty_worker"},
    ]
    assert list(OutboxMail.objects.values_list("user", "kind")) == [
        (person.pk, MailKind.INVITATION)
    ]


def test_create_user_with_known_email_is_a_conflict(ana: User, berta: User) -> None:
    with pytest.raises(Conflict):
        services.create_user(
            entity=berta.entity, email=ana.email.upper(), name="Twin", roles=[], by=berta
        )


def test_create_user_with_excluding_roles_leaves_nothing(alba: User) -> None:
    with pytest.raises(Conflict):
        services.create_user(
            entity=alba.entity,
            email="two@example.test",
            name="Two",
            roles=[Role.AUDITOR, Role.CASEWORKER],
            by=alba,
        )
    assert not User.objects.filter(email="two@example.test").exists()


def test_create_user_above_her_level_is_refused(berta: User) -> None:
    with pytest.raises(PermissionRefused):
        services.create_user(
            entity=berta.entity, email="x@example.test", name="X", roles=[Role.AUDITOR], by=berta
        )


def test_create_user_in_another_entity_is_refused(berta: User) -> None:
    with pytest.raises(PermissionRefused):
        services.create_user(
            entity=factory.receiving_entity(),
            email="x@example.test",
            name="X",
            roles=[Role.CASEWORKER],
            by=berta,
        )


def test_grant_role_joins_the_group_and_records(ana: User, berta: User) -> None:
    services.grant_role(user=ana, role=Role.DUTY_WORKER, by=berta)

    assert ana.roles == {Role.CASEWORKER, Role.DUTY_WORKER}
    assert group_for(ana.entity, Role.DUTY_WORKER) in groups_of(ana)
    assert events(AuditAction.ROLE_GRANTED, ana)[-1] == {"actor": berta.pk, "role": "duty_worker"}


def test_grant_role_held_already_is_a_conflict(ana: User, berta: User) -> None:
    with pytest.raises(Conflict):
        services.grant_role(user=ana, role=Role.CASEWORKER, by=berta)


def test_grant_role_that_excludes_is_a_conflict(ana: User, alba: User) -> None:
    with pytest.raises(Conflict):
        services.grant_role(user=ana, role=Role.ANALYST, by=alba)
    assert ana.roles == {Role.CASEWORKER}


def test_grant_role_in_another_entity_is_refused(ana: User, bruno: User) -> None:
    with pytest.raises(PermissionRefused):
        services.grant_role(user=ana, role=Role.DUTY_WORKER, by=bruno)


def test_end_role_leaves_the_group_and_keeps_the_row(ana: User, berta: User) -> None:
    services.end_role(user=ana, role=Role.CASEWORKER, by=berta)

    assert ana.roles == frozenset()
    assert groups_of(ana) == set()
    assert list(ana.role_memberships.values_list("role", "ended_by")) == [("caseworker", berta.pk)]
    assert events(AuditAction.ROLE_ENDED, ana) == [{"actor": berta.pk, "role": "caseworker"}]


def test_end_role_not_held_is_a_conflict(ana: User, berta: User) -> None:
    with pytest.raises(Conflict):
        services.end_role(user=ana, role=Role.DUTY_WORKER, by=berta)


def test_role_can_come_back_after_its_end(ana: User, berta: User) -> None:
    services.end_role(user=ana, role=Role.CASEWORKER, by=berta)
    services.grant_role(user=ana, role=Role.CASEWORKER, by=berta)

    assert ana.role_memberships.count() == 2
    assert groups_of(ana) == {group_for(ana.entity, Role.CASEWORKER)}


def test_deactivation_leaves_groups_and_return_restores_them(ana: User, berta: User) -> None:
    services.deactivate_user(user=ana, by=berta)
    away = User.objects.get(pk=ana.pk)

    assert (away.is_active, away.deactivated_by, groups_of(away)) == (False, berta, set())
    assert events(AuditAction.USER_DEACTIVATED, ana) == [{"actor": berta.pk}]

    services.reactivate_user(user=away, by=berta)
    back = User.objects.get(pk=ana.pk)

    assert (back.is_active, back.deactivated_at) == (True, None)
    assert groups_of(back) == {group_for(ana.entity, Role.CASEWORKER)}
    assert events(AuditAction.USER_REACTIVATED, ana) == [{"actor": berta.pk}]


def test_deactivation_and_return_happen_once(ana: User, berta: User) -> None:
    with pytest.raises(Conflict):
        services.reactivate_user(user=ana, by=berta)
    services.deactivate_user(user=ana, by=berta)
    with pytest.raises(Conflict):
        services.deactivate_user(user=ana, by=berta)


def test_deactivation_of_strangers_and_of_oneself_is_refused(ana: User, bruno: User) -> None:
    for person in (ana, bruno):
        with pytest.raises(PermissionRefused):
            services.deactivate_user(user=person, by=bruno)


def test_move_follows_to_the_groups_of_the_new_entity(ana: User, alba: User) -> None:
    other = factory.receiving_entity()

    services.move_user(user=ana, entity=other, by=alba)

    moved = User.objects.get(pk=ana.pk)
    assert (moved.entity, groups_of(moved)) == (other, {group_for(other, Role.CASEWORKER)})
    assert events(AuditAction.USER_CHANGED, ana) == [
        {"actor": alba.pk, "from": str(factory.referring_entity().pk), "to": str(other.pk)}
    ]


def test_move_is_for_administrators(ana: User, berta: User) -> None:
    with pytest.raises(PermissionRefused):
        services.move_user(user=ana, entity=factory.receiving_entity(), by=berta)


def test_change_user_records_the_field_never_the_name(ana: User, berta: User) -> None:
    services.change_user(user=ana, name="Ana Maria", by=berta)

    assert User.objects.get(pk=ana.pk).name == "Ana Maria"
    assert events(AuditAction.USER_CHANGED, ana) == [{"actor": berta.pk, "fields": ["name"]}]


def test_change_user_of_another_entity_is_refused(ana: User, bruno: User) -> None:
    with pytest.raises(PermissionRefused):
        services.change_user(user=ana, name="Taken", by=bruno)


def test_link_is_not_sent_for_a_deactivated_account(ana: User, berta: User) -> None:
    services.deactivate_user(user=ana, by=berta)
    ana.refresh_from_db()

    with pytest.raises(PermissionRefused):
        services.send_link(user=ana, by=berta)


def test_choices_that_change_nothing_leave_no_trace(ana: User, alba: User) -> None:
    services.change_user(user=ana, name=ana.name, by=alba)
    services.move_user(user=ana, entity=ana.entity, by=alba)
    services.choose_language(user=ana, language=ana.language)

    assert events(AuditAction.USER_CHANGED, ana) == []


def test_return_is_granted_by_those_who_may(ana: User, berta: User, bruno: User) -> None:
    services.deactivate_user(user=ana, by=berta)

    with pytest.raises(PermissionRefused):
        services.reactivate_user(user=User.objects.get(pk=ana.pk), by=bruno)
