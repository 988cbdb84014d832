"""Roles of people: given and ended, dated, and mirrored into guardian's groups at once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.abilities import Ability
from core.exceptions import Conflict, PermissionRefused
from entities import groups
from entities.enums import Role
from entities.models import RoleMembership, User
from entities.permissions import can_grant_role, other_auditors
from entities.roles import CASE_ROLES, NEEDS_SECOND_PERSON, conflicting_pair
from entities.services.tidings import tell_of_roles


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
    rows = User.objects.select_for_update(of=("self",), no_key=True)  # others may be told meanwhile
    return rows.select_related("entity").get(pk=user.pk)


def store_role(person: User, role: Role, *, by: User | None) -> None:
    """Write an open membership and its event; the caller has checked and synchronises groups."""
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
    """Give a role that one person gives; others are asked for (`decisions.ask_role`).

    Raises PermissionRefused, or Conflict for exclusion or a role already held.
    """
    person = lock_user(user)
    _may_or_refuse(by, person, role)
    if role in NEEDS_SECOND_PERSON:
        raise PermissionRefused(
            _("Nobody gives this role alone."),
            _("Ask for it on the person's page; a second person has to agree."),
        )
    if role in person.roles:
        raise Conflict(_("This person already holds this role."))
    refuse_conflict(person.roles | {role})

    store_role(person, role, by=by)
    groups.synchronise(person)
    forget_roles(person, user)
    tell_of_case_role(person, by=by)
    return person


def tell_of_case_role(person: User, *, by: User) -> None:
    """Tell coordinators and auditors when an administrator lets somebody work an entity's cases."""
    if person.roles & CASE_ROLES and not by.may(Ability.COORDINATE):
        tell_of_roles(person, by=by)


def refuse_last_auditor(person: User) -> None:
    """Raise Conflict when nobody would watch without this person.

    Locks all auditors' roles, so that the last two do not go at once.
    """
    watching = RoleMembership.objects.filter(role=Role.AUDITOR, ended_at=None)
    list(watching.select_for_update().order_by("pk"))
    if Role.AUDITOR in person.roles and not other_auditors(person):
        raise Conflict(
            _("She is the only auditor."), _("Somebody has to watch: make another one first.")
        )


@transaction.atomic
def end_role(*, user: User, role: Role, by: User) -> User:
    """End a role from now on. Raises PermissionRefused, or Conflict when it is not held."""
    person = lock_user(user)
    _may_or_refuse(by, person, role)
    if role not in person.roles:
        raise Conflict(_("This person no longer holds this role."))
    if role == Role.AUDITOR:
        refuse_last_auditor(person)

    store_end(person, role, by=by)
    groups.synchronise(person)
    forget_roles(person, user)
    if role in NEEDS_SECOND_PERSON:
        tell_of_roles(person, by=by)
    return person


def store_end(person: User, role: Role, *, by: User) -> None:
    """End an open membership and record it; the caller has checked and synchronises groups."""
    held = RoleMembership.objects.select_for_update().get(user=person, role=role, ended_at=None)
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    audit.record(AuditAction.ROLE_ENDED, by=by, target=person.pk, details={"role": role.value})
