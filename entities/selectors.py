"""Reads of entities, services and people, already narrowed to the reader."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import handle_of, read_handle
from entities.enums import DecisionKind, Role
from entities.invitations import hash_of
from entities.models import (
    AccountDecision,
    Entity,
    Invitation,
    RoleMembership,
    Service,
    Session,
    User,
)
from entities.permissions import (
    can_manage_entities,
    can_see_entity,
    can_see_staff,
    oversees_accounts,
)
from entities.roles import EXCLUDES, grantable_by, roles_with


def active_people_who_may(ability: Ability) -> QuerySet[User]:
    """Return the active people of all entities whose roles open `ability`."""
    held = RoleMembership.objects.filter(ended_at=None, role__in=roles_with(ability))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def people_who_may(ability: Ability, *, entity: Entity) -> QuerySet[User]:
    """Return the active people of an entity whose roles open `ability`."""
    return active_people_who_may(ability).filter(entity=entity)


def heirs_of(person: User) -> QuerySet[User]:
    """Return to whom the person's work may go: the other coordinators of her entity, by name."""
    coordinators = people_who_may(Ability.COORDINATE, entity=person.entity)
    return coordinators.filter(suspended_at=None).exclude(pk=person.pk).order_by("name", "pk")


def decisions_visible_to(user: User) -> QuerySet[AccountDecision]:
    """Return the decisions on accounts she may read of, newest first.

    Administrators and auditors all, but of suspensions of themselves nothing; coordinators those
    on accounts of their entity; everybody what she asked, agreed to, or is about.
    """
    found = AccountDecision.objects.select_related("person__entity", "asked_by", "agreed_by")
    if not user.may_sign_in:
        return found.none()
    silent = Q(kind=DecisionKind.SUSPEND)
    if oversees_accounts(user):
        return found.exclude(silent & Q(person=user))
    hers = Q(asked_by=user) | Q(agreed_by=user) | Q(person=user)
    if user.may(Ability.COORDINATE):
        hers |= Q(person__entity=user.entity_id)
    return found.filter(hers).exclude(silent)


def decision_for(user: User, handle: str) -> AccountDecision:
    """Return a decision on an account by its handle; raise NotVisible unless hers to read of."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    decision = decisions_visible_to(user).filter(pk=wanted).first()
    if decision is None:
        raise NotVisible
    return decision


def entities_of_kind(kind: str) -> QuerySet[Entity]:
    """Return the entities of this kind that take part at present."""
    return Entity.objects.filter(is_active=True, kind_rows__kind=kind)


def services_offered(*, service_type: str | None = None) -> QuerySet[Service]:
    """Return the directory: services offered at present by entities that take part."""
    offered = Service.objects.filter(is_active=True, entity__is_active=True)
    if service_type:
        offered = offered.filter(service_type=service_type)
    return offered.select_related("entity").order_by("entity__name", "name")


def entities_visible_to(user: User) -> QuerySet[Entity]:
    """Return the entities whose administration is hers: all, or her own. Kinds are prefetched."""
    entities = Entity.objects.prefetch_related("kind_rows").annotate(
        people_count=Count("people", filter=Q(people__is_active=True), distinct=True),
        service_count=Count("services", filter=Q(services__is_active=True), distinct=True),
    )
    entities = entities.order_by("name", "code")
    if can_manage_entities(user):
        return entities
    return entities.filter(pk=user.entity_id) if can_see_staff(user) else entities.none()


def entity_for(user: User, code: str) -> Entity:
    """Return the entity of this short name; raise NotVisible unless it is hers to see."""
    entity = entities_visible_to(user).filter(code=code).first()
    if entity is None or not can_see_entity(user, entity):
        raise NotVisible
    return entity


def services_of(entity: Entity) -> QuerySet[Service]:
    """Return all services of an entity, those no longer offered at the end."""
    return entity.services.order_by("-is_active", "name")


def service_for(user: User, code: str, handle: str) -> Service:
    """Return a service of an entity that is hers to see, by its handle; else NotVisible."""
    entity = entity_for(user, code)
    wanted = read_handle(handle, entity_id=user.entity_id)
    service = entity.services.select_related("entity").filter(pk=wanted).first()
    if service is None:
        raise NotVisible
    return service


def _open_roles() -> "Prefetch[str, QuerySet[RoleMembership], str]":
    return Prefetch(
        "role_memberships", RoleMembership.objects.filter(ended_at=None), to_attr="open_roles"
    )


def staff_visible_to(user: User, *, text: str = "", entity: Entity | None = None) -> QuerySet[User]:
    """Return the people whose accounts are hers to see, `open_roles` prefetched.

    `text` narrows by name or e-mail, `entity` to one entity.
    """
    people = User.objects.select_related("entity").prefetch_related(_open_roles())
    if not can_see_staff(user):
        return people.none()
    if not can_manage_entities(user):
        people = people.filter(entity=user.entity_id)
    if entity:
        people = people.filter(entity=entity)
    if text:
        people = people.filter(Q(name__icontains=text) | Q(email__icontains=text))
    return people.order_by("-is_active", "name", "pk")


def person_for(user: User, handle: str) -> User:
    """Return a colleague's account by its handle; raise NotVisible unless it is hers to see."""
    wanted = read_handle(handle, entity_id=user.entity_id)
    person = staff_visible_to(user).filter(pk=wanted).first()
    if person is None:
        raise NotVisible
    return person


def handle_for(user: User, record: User | Service | AccountDecision) -> str:
    """Return the name by which this reader addresses a person, a service or a decision."""
    return handle_of(record.pk, entity_id=user.entity_id)


def role_history(person: User) -> QuerySet[RoleMembership]:
    """Return every role the person holds or held, newest first, with who gave and ended it."""
    return person.role_memberships.select_related("granted_by", "ended_by").order_by("-granted_at")


def roles_to_offer(user: User, person: User) -> list[Role]:
    """Return the roles `user` could give `person` now: not held, not excluded by one held."""
    excluded = frozenset().union(*(EXCLUDES[role] for role in person.roles))
    offered = grantable_by(user.roles) - person.roles - excluded
    return [role for role in Role if role in offered]


def names_of_people(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return names of users by id; unknown ids are left out."""
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def names_of_entities(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return names of entities by id; unknown ids are left out."""
    return dict(Entity.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def people_named(text: str, *, at_most: int = 50) -> dict[UUID, str]:
    """Return users, by id, whose name contains `text`, deactivated ones too."""
    found = User.objects.filter(name__icontains=text).order_by("name")
    return dict(found.values_list("pk", "name")[:at_most])


def entities_named(text: str, *, at_most: int = 50) -> dict[UUID, str]:
    """Return entities, by id, whose name contains `text`, those that left too."""
    found = Entity.objects.filter(name__icontains=text).order_by("name")
    return dict(found.values_list("pk", "name")[:at_most])


def factors_of(user: User) -> "QuerySet[Authenticator]":
    """Return the person's second factors, oldest first, recovery codes apart."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=user.pk, type__in=kinds)
    return found.order_by("created_at")


def factor_for(user: User, number: int) -> Authenticator:
    """Return one of the person's own factors; raise NotVisible when it is not hers."""
    factor = factors_of(user).filter(pk=number).first()
    if factor is None:
        raise NotVisible
    return factor


def has_second_factor(user: User) -> bool:
    """Say whether the person has a second factor now, whatever her row says."""
    return factors_of(user).exists()


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes were not used yet."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES)
    codes = kept.first()
    return len(codes.wrap().get_unused_codes()) if codes else 0


def sessions_of(user: User) -> QuerySet[Session]:
    """Return the person's sessions that go on, last used first."""
    now = timezone.now()
    return Session.objects.filter(
        account_id=user.pk,
        seen_at__gte=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        began_at__gte=now - timedelta(seconds=settings.SESSION_LONGEST_SECONDS),
    ).order_by("-seen_at")


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation this token opens now, or None when it opens none any more.

    It must be unused, in time, and for the account as it still is: without a password.
    """
    found = (
        Invitation.objects.select_related("user__entity")
        .filter(
            token_hash=hash_of(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
            user__email=F("email"),
            user__entity=F("entity"),
        )
        .first()
    )
    return found if found and not found.user.has_usable_password() else None
