"""People: made, changed, moved, deactivated, reactivated. Nobody types another's password."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.enums import AuditAction
from core.exceptions import Conflict, PermissionRefused
from core.ports import sends_invitations, sends_password_links
from entities import groups
from entities.enums import Role, SuspensionKind
from entities.models import Entity, User
from entities.permissions import (
    can_create_person,
    can_manage_entities,
    can_manage_person,
    email_needs_second_person,
)
from entities.roles import NEEDS_SECOND_PERSON
from entities.services.decisions import ask_role, clean_email, refuse_known_email
from entities.services.effects import set_email
from entities.services.roles import (
    forget_roles,
    lock_user,
    refuse_conflict,
    refuse_last_auditor,
    store_end,
    store_role,
    tell_of_case_role,
)
from entities.services.sessions import end_every_session
from entities.services.storing import insert
from entities.services.tidings import tell_of_roles
from entities.services.work import hand_over_work


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
    by: User,
    language: str = "es",
) -> User:
    """Make an account without a password and invite its owner.

    Roles that nobody gives alone are asked for; the account is made without them. Raises
    PermissionRefused, Conflict for an e-mail in use or roles that exclude each other.
    """
    wanted = frozenset(Role(role) for role in roles)
    if not can_create_person(by, entity, wanted):
        raise _refuse()
    refuse_conflict(wanted)
    data = {"entity": entity, "email": email, "name": name, "language": language}
    person = store_account(data, wanted - NEEDS_SECOND_PERSON, by=by)
    for role in sorted(wanted & NEEDS_SECOND_PERSON):
        ask_role(user=person, role=role, by=by)
    tell_of_case_role(person, by=by)
    sends_invitations().send(person.pk)
    return person


def store_account(data: Mapping[str, Any], roles: Iterable[Role], *, by: User | None) -> User:
    """Write an account with these roles, and its events; the caller has checked who may."""
    entity, email = data["entity"], data["email"].strip().lower()
    refuse_known_email(email)
    person = User(**{**data, "email": email})
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    insert(person)
    audit.record(
        AuditAction.USER_CREATED, by=by, target=person.pk, details={"entity": str(entity.pk)}
    )
    for role in sorted(roles):
        store_role(person, role, by=by)
    groups.synchronise(person)
    return person


@transaction.atomic
def change_user(*, user: User, name: str, by: User) -> User:
    """Change the name colleagues see."""
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
def mend_email(*, user: User, email: str, by: User) -> User:
    """Change the address of an account that nobody has come in by yet, and invite anew.

    Raises PermissionRefused when that takes two people, Conflict, ValidationError.
    """
    person = lock_user(user)
    if not can_manage_person(by, person) or email_needs_second_person(person):
        raise _refuse()
    email = clean_email(email)
    refuse_known_email(email)
    set_email(person, email, by=by)
    tell_of_case_role(person, by=by)
    return person


@transaction.atomic
def move_user(*, user: User, entity: Entity, by: User) -> User:
    """Move a person to another entity: administrator only; her roles' groups follow at once.

    Her work stays, with a coordinator of the entity she leaves. Raises PermissionRefused, Conflict
    for who holds a role that nobody gives alone: moving her would give it in another entity.
    """
    person = lock_user(user)
    if not (can_manage_entities(by) and can_manage_person(by, person)):
        raise _refuse()
    if person.entity_id != entity.pk and person.roles & NEEDS_SECOND_PERSON:
        raise Conflict(
            _("She holds a role that nobody gives alone."),
            _("End that role first; it is asked for anew in the other entity."),
        )

    if person.entity_id != entity.pk:
        details = {"from": str(person.entity_id), "to": str(entity.pk)}
        hand_over_work(person, by=by)
        person.entity = entity
        person.save(update_fields=["entity"])
        end_every_session(user=person)
        groups.synchronise(person)
        audit.record(AuditAction.USER_CHANGED, by=by, target=person.pk, details=details)
        tell_of_case_role(person, by=by)
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
def deactivate_user(*, user: User, by: User, work_to: User | None = None) -> User:
    """Close the account now: every session ends, groups are left, roles wait for a return.

    Her work goes to `work_to`, a coordinator of her entity; else to `by` if she is one, else to
    the first of them. Raises PermissionRefused, Conflict for the last auditor.
    """
    person = lock_user(user)
    if not can_manage_person(by, person):
        raise _refuse()
    if not person.is_active:
        raise Conflict(_("This account is already deactivated."))
    refuse_last_auditor(person)

    person.is_active, person.deactivated_at, person.deactivated_by = False, timezone.now(), by
    person.save(update_fields=["is_active", "deactivated_at", "deactivated_by"])
    end_every_session(user=person)
    groups.synchronise(person)
    audit.record(AuditAction.USER_DEACTIVATED, by=by, target=person.pk)
    hand_over_work(person, by=by, to=work_to)
    if person.roles & NEEDS_SECOND_PERSON:
        tell_of_roles(person, by=by)
    forget_roles(person, user)
    return person


@transaction.atomic
def reactivate_user(*, user: User, by: User) -> User:
    """Open the account again; old sessions stay ended.

    Roles that nobody gives alone do not come back by themselves: they end, and are asked for.
    """
    person = lock_user(user)
    if not can_manage_person(by, person):
        raise _refuse()
    if person.is_active:
        raise Conflict(_("This account is already active."))

    person.is_active, person.deactivated_at, person.deactivated_by = True, None, None
    person.dormant_warned_at = None
    person.save(
        update_fields=["is_active", "deactivated_at", "deactivated_by", "dormant_warned_at"]
    )
    audit.record(AuditAction.USER_REACTIVATED, by=by, target=person.pk)
    grave = sorted(person.roles & NEEDS_SECOND_PERSON)
    for role in grave:
        store_end(person, role, by=by)
    groups.synchronise(person)
    forget_roles(person, user)
    tell_of_case_role(person, by=by)
    for role in grave:
        ask_role(user=person, role=role, by=by)
    return person


@transaction.atomic
def send_link(*, user: User, by: User) -> None:
    """Send the person a link to set her own password; nobody else sees it.

    Who has none yet is invited once more. To an account suspended under suspicion nothing is sent,
    and it looks as if it were. Raises PermissionRefused, Conflict for a dormant account.
    """
    if not (user.is_active and can_manage_person(by, user)):
        raise _refuse()
    if user.suspensions.filter(kind=SuspensionKind.DORMANT, ended_at=None).exists():
        raise Conflict(
            _("This account is suspended: nobody signed in for a long time."),
            _("Lift the suspension first."),
        )
    link = sends_password_links() if user.has_usable_password() else sends_invitations()
    link.send(user.pk)
