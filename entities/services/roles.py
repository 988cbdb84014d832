"""Roles of people: given and ended, dated, and mirrored into guardian's groups at once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from entities import groups
from entities.enums import Role
from entities.models import RoleMembership, User
from entities.permissions import can_grant_role
from entities.roles import conflicting_pair


def refuse_conflict(roles: frozenset[Role]) -> None:
    """Raise Conflict when two of these roles exclude each other, naming the two."""
    if pair := conflicting_pair(roles):
        raise Conflict(
            _("Nobody may hold these two roles at once: %(one)s, %(other)s.")
            % {"one": pair[0].label, "other": pair[1].label},
            _("End the other role first, or choose another person."),
        )


def lock_user(user: User) -> User:
    """Return the person's row, locked and fresh."""
    return User.objects.select_for_update(of=("self",)).select_related("entity").get(pk=user.pk)


def store_role(person: User, role: Role, *, by: User | None) -> None:
    """Write an open membership and its event; the caller has checked and synchronises groups.

    Roles of `NEEDS_SECOND_PERSON` will wait here for somebody else's agreement.
    """
    RoleMembership.objects.create(user=person, role=role, granted_by=by, granted_at=timezone.now())
    audit.record(AuditAction.ROLE_GRANTED, by=by, target=person.pk, details={"role": role.value})


def forget_roles(*people: User) -> None:
    """Make the instances in hand ask again which roles they hold."""
    for person in people:
        person.__dict__.pop("roles", None)


def _may_or_refuse(by: User, person: User, role: Role) -> None:
    if not can_grant_role(by, person, role):
        raise PermissionRefused(
            _("You may not change this role of this person."),
            _("An administrator can, or a coordinator of the entity for roles below her own."),
        )


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User) -> User:
    """Give a role. Raises PermissionRefused, or Conflict for exclusion or a role already held."""
    person = lock_user(user)
    _may_or_refuse(by, person, role)
    if role in person.roles:
        raise Conflict(_("This person already holds this role."))
    refuse_conflict(person.roles | {role})

    store_role(person, role, by=by)
    groups.synchronise(person)
    forget_roles(person, user)
    return person


@transaction.atomic
def end_role(*, user: User, role: Role, by: User) -> User:
    """End a role from now on. Raises PermissionRefused, or Conflict when it is not held."""
    person = lock_user(user)
    _may_or_refuse(by, person, role)
    membership = (
        RoleMembership.objects.select_for_update()
        .filter(user=person, role=role, ended_at=None)
        .first()
    )
    if membership is None:
        raise Conflict(_("This person no longer holds this role."))

    membership.ended_at, membership.ended_by = timezone.now(), by
    membership.save(update_fields=["ended_at", "ended_by"])
    audit.record(AuditAction.ROLE_ENDED, by=by, target=person.pk, details={"role": role.value})
    groups.synchronise(person)
    forget_roles(person, user)
    return person
