"""Reads of people and their roles, already narrowed to the reader."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.abilities import Ability
from core.exceptions import NotVisible
from core.handles import handle_of, read_handle
from core.ports import held_work
from entities.enums import Role, SuspensionKind
from entities.models import (
    AccountDecision,
    DutyShift,
    Entity,
    RoleMembership,
    Service,
    SharingAgreement,
    Suspension,
    User,
)
from entities.permissions import (
    can_manage_entities,
    can_see_staff,
)
from entities.roles import EXCLUDES, grantable_by, roles_with

Addressed = User | Service | AccountDecision | DutyShift | SharingAgreement


def active_people_who_may(ability: Ability) -> QuerySet[User]:
    """Return the active people of all entities whose roles open `ability`."""
    held = RoleMembership.objects.filter(ended_at=None, role__in=roles_with(ability))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def people_who_may(ability: Ability, *, entity: Entity) -> QuerySet[User]:
    """Return the active people of an entity whose roles open `ability`."""
    return active_people_who_may(ability).filter(entity=entity)


def heirs_of(person: User) -> QuerySet[User]:
    """Return to whom the person's work may go: the other coordinators of her entity, by name.

    One suspended under suspicion stays among them, since nobody there knows of it; work meant for
    her goes to somebody else (`services.work`).
    """
    coordinators = people_who_may(Ability.COORDINATE, entity=person.entity)
    asleep = Suspension.objects.filter(
        person=OuterRef("pk"), kind=SuspensionKind.DORMANT, ended_at=None
    )
    return coordinators.filter(~Exists(asleep)).exclude(pk=person.pk).order_by("name", "pk")


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


def handle_for(user: User, record: Addressed) -> str:
    """Return the name by which this reader addresses a record of this room."""
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


def people_named(text: str, *, at_most: int = 50) -> dict[UUID, str]:
    """Return users, by id, whose name contains `text`, deactivated ones too."""
    found = User.objects.filter(name__icontains=text).order_by("name")
    return dict(found.values_list("pk", "name")[:at_most])


def work_of(person: User) -> list[tuple[str, int]]:
    """Return how much of each kind of work the person holds, as (label, number)."""
    return [(str(work.label), work.count(person.pk)) for work in held_work]
