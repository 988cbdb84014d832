"""People: made, changed, moved, deactivated, reactivated. Nobody types another's password."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.ports import sends_invitations, sends_password_links
from entities import groups
from entities.enums import Role
from entities.models import Entity, User
from entities.permissions import can_create_person, can_manage_entities, can_manage_person
from entities.services.roles import forget_roles, lock_user, refuse_conflict, store_role
from entities.services.storing import insert


def _refuse() -> PermissionRefused:
    return PermissionRefused(
        _("You may not change this account."),
        _("An administrator can, or a coordinator of the same entity for roles below her own."),
    )


@transaction.atomic
def create_user(
    *,
    entity: Entity,
    email: str,
    name: str,
    roles: Iterable[Role],
    by: User | None,
    language: str = "es",
) -> User:
    """Make an account without a password; when somebody makes it, its owner is invited.

    `by` is empty only for the first people of an installation and for invented data. Raises
    PermissionRefused, Conflict for an e-mail in use or roles that exclude each other.
    """
    wanted = frozenset(Role(role) for role in roles)
    if by is not None and not can_create_person(by, entity, wanted):
        raise _refuse()
    refuse_conflict(wanted)
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Conflict(
            _("This e-mail address already has an account."),
            _("A person belongs to one entity; an administrator can move her account."),
        )

    person = User(entity=entity, email=email, name=name, language=language)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    insert(person)
    audit.record(
        AuditAction.USER_CREATED, by=by, target=person.pk, details={"entity": str(entity.pk)}
    )
    for role in sorted(wanted):
        store_role(person, role, by=by)
    groups.synchronise(person)
    if by is not None:
        sends_invitations().send(person.pk)
    return person


@transaction.atomic
def change_user(*, user: User, name: str, by: User) -> User:
    """Change the name colleagues see. (A verified e-mail changes only with a second person.)"""
    person = lock_user(user)
    if not can_manage_person(by, person):
        raise _refuse()

    if person.name != name:
        person.name = name
        person.full_clean(exclude=["password"])
        person.save(update_fields=["name"])
        audit.record(
            AuditAction.USER_CHANGED, by=by, target=person.pk, details={"fields": ["name"]}
        )
    return person


@transaction.atomic
def move_user(*, user: User, entity: Entity, by: User) -> User:
    """Move a person to another entity: administrator only; her roles' groups follow at once."""
    person = lock_user(user)
    if not (can_manage_entities(by) and can_manage_person(by, person)):
        raise _refuse()

    if person.entity_id != entity.pk:
        details = {"from": str(person.entity_id), "to": str(entity.pk)}
        person.entity = entity
        person.session_epoch += 1
        person.save(update_fields=["entity", "session_epoch"])
        groups.synchronise(person)
        audit.record(AuditAction.USER_CHANGED, by=by, target=person.pk, details=details)
    return person


@transaction.atomic
def choose_language(*, user: User, language: str) -> User:
    """Keep the language the person wants to read; her own choice, by herself."""
    if user.language != language:
        user.language = language
        user.full_clean(exclude=["password"])
        user.save(update_fields=["language"])
        audit.record(
            AuditAction.USER_CHANGED, by=user, target=user.pk, details={"fields": ["language"]}
        )
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: User) -> User:
    """Close the account now: every session ends, groups are left, roles wait for a return."""
    person = lock_user(user)
    if not can_manage_person(by, person):
        raise _refuse()
    if not person.is_active:
        raise Conflict(_("This account is already deactivated."))

    person.is_active, person.deactivated_at, person.deactivated_by = False, timezone.now(), by
    person.session_epoch += 1
    person.save(update_fields=["is_active", "deactivated_at", "deactivated_by", "session_epoch"])
    groups.synchronise(person)
    audit.record(AuditAction.USER_DEACTIVATED, by=by, target=person.pk)
    forget_roles(person, user)
    return person


@transaction.atomic
def reactivate_user(*, user: User, by: User) -> User:
    """Open the account again with the roles it had; old sessions stay ended."""
    person = lock_user(user)
    if not can_manage_person(by, person):
        raise _refuse()
    if person.is_active:
        raise Conflict(_("This account is already active."))

    person.is_active, person.deactivated_at, person.deactivated_by = True, None, None
    person.save(update_fields=["is_active", "deactivated_at", "deactivated_by"])
    groups.synchronise(person)
    audit.record(AuditAction.USER_REACTIVATED, by=by, target=person.pk)
    return person


@transaction.atomic
def send_link(*, user: User, by: User) -> None:
    """Send the person a link to set her own password; nobody else sees it.

    Who has none yet is invited once more.
    """
    if not (user.is_active and can_manage_person(by, user)):
        raise _refuse()
    link = sends_password_links() if user.has_usable_password() else sends_invitations()
    link.send(user.pk)
