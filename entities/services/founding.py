"""The lower door: accounts and roles that no second person has agreed to.

For the set-up of an installation, invented data and tests; `tests/architecture` holds that nobody
else comes through here.
"""

from collections.abc import Iterable

from django.db import transaction

from entities import groups
from entities.enums import Role
from entities.models import Entity, User
from entities.services.people import store_account
from entities.services.roles import forget_roles, lock_user, refuse_conflict, store_role


@transaction.atomic
def create_user_without_second_person(
    *, entity: Entity, email: str, name: str, roles: Iterable[Role], language: str = "es"
) -> User:
    """Make an account with any roles at once; nobody is invited.

    Raises Conflict for an e-mail in use or roles that exclude each other.
    """
    wanted = frozenset(Role(role) for role in roles)
    refuse_conflict(wanted)
    data = {"entity": entity, "email": email, "name": name, "language": language}
    return store_account(data, wanted, by=None)


@transaction.atomic
def grant_role_without_second_person(*, user: User, role: Role) -> User:
    """Give any role at once. Raises Conflict for exclusion."""
    person = lock_user(user)
    refuse_conflict(person.roles | {role})
    store_role(person, role, by=None)
    groups.synchronise(person)
    forget_roles(person, user)
    return person
