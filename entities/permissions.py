"""Who may look after which entity and which people. Pure questions; services enforce them."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress

from core.abilities import Ability
from entities.enums import DecisionKind, Role
from entities.models import OPEN, AccountDecision, Entity, RoleMembership, Service, User
from entities.roles import NEEDS_SECOND_PERSON, grantable_by, roles_with


def can_manage_entities(user: User) -> bool:
    """Say whether she may create and change entities and their kinds."""
    return user.may(Ability.MANAGE_ENTITIES)


def can_see_entity(user: User, entity: Entity) -> bool:
    """Say whether the entity's page of administration is hers to see."""
    return can_manage_entities(user) or (
        user.may(Ability.MANAGE_STAFF) and user.entity_id == entity.pk
    )


def can_manage_services(user: User, entity: Entity) -> bool:
    """Say whether she may change what the entity offers: its own coordinator, or administrator."""
    return can_see_entity(user, entity)


def can_change_service(user: User, service: Service) -> bool:
    """Say whether she may change this service."""
    return can_manage_services(user, service.entity)


def can_search_directory(user: User) -> bool:
    """Say whether the directory of services is for her: people of cases, duty and administration."""
    return user.is_active and any(
        user.may(ability)
        for ability in (Ability.WORK_CASES, Ability.ANSWER_EMERGENCIES, Ability.MANAGE_ENTITIES)
    )


def can_exchange_services(user: User) -> bool:
    """Say whether files of services are hers: all for administrators, else her entity's."""
    return can_manage_services(user, user.entity)


def can_stand_duty(user: User) -> bool:
    """Say whether she may be named in a rota: people who answer emergencies or coordinate.

    A suspension says nothing here: her entity does not know of one under suspicion.
    """
    able = roles_with(Ability.ANSWER_EMERGENCIES) | roles_with(Ability.COORDINATE)
    return user.is_active and bool(user.roles & able)


def can_manage_agreements(user: User) -> bool:
    """Say whether she may write down and end what entities agreed on."""
    return user.may(Ability.MANAGE_ENTITIES)


def can_see_staff(user: User) -> bool:
    """Say whether a list of people is hers to see at all."""
    return user.may(Ability.MANAGE_STAFF)


def can_see_person(user: User, person: User) -> bool:
    """Say whether this colleague's account is hers to see."""
    return can_see_staff(user) and can_see_entity(user, person.entity)


def can_manage_person(user: User, person: User) -> bool:
    """Say whether she may change the account: never her own, and no roles above her own."""
    return (
        user.pk != person.pk
        and can_see_person(user, person)
        and person.roles <= grantable_by(user.roles)
    )


def can_create_person(user: User, entity: Entity, roles: Iterable[Role] = ()) -> bool:
    """Say whether she may make an account in this entity with these roles."""
    return (
        user.may(Ability.MANAGE_STAFF)
        and can_see_entity(user, entity)
        and frozenset(roles) <= grantable_by(user.roles)
    )


def can_grant_role(user: User, person: User, role: Role) -> bool:
    """Say whether she may give or end this role of this person: never her own."""
    return can_manage_person(user, person) and role in grantable_by(user.roles)


def email_needs_second_person(person: User) -> bool:
    """Say whether two people must agree to another address of this account.

    One person may mend the address of a new account that nobody has come in by, unless it holds
    a role that two people give, or two people are just deciding about it.
    """
    return (
        person.has_usable_password()
        or bool(person.roles & NEEDS_SECOND_PERSON)
        or person.decisions.filter(status__in=OPEN).exists()
        or EmailAddress.objects.filter(user_id=person.pk, verified=True).exists()
    )


def oversees_accounts(user: User) -> bool:
    """Say whether she knows of suspensions under suspicion: administrators and auditors."""
    return user.may(Ability.MANAGE_ENTITIES) or user.may(Ability.READ_LOG)


def can_ask(user: User, decision: AccountDecision) -> bool:
    """Say whether she may ask for this about this account: never her own."""
    if decision.kind == DecisionKind.SUSPEND:
        return user.pk != decision.person_id and oversees_accounts(user)
    return can_manage_person(user, decision.person) and (
        decision.kind != DecisionKind.GRANT_ROLE or Role(decision.role) in grantable_by(user.roles)
    )


def can_agree(user: User, decision: AccountDecision) -> bool:
    """Say whether she may be the second person.

    She is neither the one who asked nor the account, and could have asked herself, or is an
    auditor. About an auditor only another auditor agrees, as long as there is one: two
    administrators shall not choose, or take over, who watches them. Of a suspension under
    suspicion one of the two is an auditor and the other an administrator.
    """
    if user.pk in {decision.asked_by_id, decision.person_id}:
        return False
    if decision.kind == DecisionKind.SUSPEND:
        asked_by_auditor = decision.asked_by.may(Ability.READ_LOG)
        return user.may(Ability.MANAGE_ENTITIES if asked_by_auditor else Ability.READ_LOG)
    if user.may(Ability.READ_LOG):
        return True
    return can_ask(user, decision) and not (_is_about_auditor(decision) and _others_watch(decision))


def _is_about_auditor(decision: AccountDecision) -> bool:
    return Role.AUDITOR in decision.person.roles | {decision.role}


def _others_watch(decision: AccountDecision) -> bool:
    return other_auditors(decision.person)


def other_auditors(person: User) -> bool:
    """Say whether somebody besides this person could watch now."""
    held = RoleMembership.objects.filter(
        ended_at=None,
        role__in=roles_with(Ability.READ_LOG),
        user__is_active=True,
        user__suspended_at=None,
    )
    return held.exclude(user=person).exists()


def can_stop(user: User, decision: AccountDecision) -> bool:
    """Say whether she may stop it: one of the two, the account itself, who watches over it.

    The account of a suspension under suspicion knows nothing, and neither does her coordinator.
    """
    if decision.kind == DecisionKind.SUSPEND:
        return user.pk != decision.person_id and (
            user.may(Ability.READ_LOG) or (user.pk == decision.asked_by_id and user.may_sign_in)
        )
    involved = {decision.asked_by_id, decision.agreed_by_id, decision.person_id}
    coordinates = user.may(Ability.COORDINATE) and user.entity_id == decision.person.entity_id
    return user.may_sign_in and (user.pk in involved or coordinates or user.may(Ability.READ_LOG))


def can_see_decision(user: User, decision: AccountDecision) -> bool:
    """Say whether she may read of it."""
    if decision.kind == DecisionKind.SUSPEND:
        return user.pk != decision.person_id and oversees_accounts(user)
    return can_stop(user, decision) or oversees_accounts(user)


def can_lift_suspension(user: User, person: User, *, silent: bool) -> bool:
    """Say whether she may let the person sign in again: an auditor after a suspicion."""
    if silent:
        return user.pk != person.pk and user.may(Ability.READ_LOG)
    return can_manage_person(user, person)
