"""Who stands around the case: entities by how they stand to it, and a person of every role."""

from django.db import connection

from entities.enums import Role
from entities.models import Entity, User
from tests.factories import entities

RELATIONS = ("own", "other", "offered", "accepted", "declined", "closed", "expired")
CASE_ROLES = (Role.CASEWORKER, Role.COORDINATOR)
OTHER_ROLES = tuple(role for role in Role if role not in CASE_ROLES)


def entities_by_relation() -> dict[str, Entity]:
    """An entity for each way of standing to the case."""
    named = {
        relation: entities.entity(code=f"{relation}-entity", kinds=("specialised_ngo",))
        for relation in RELATIONS[2:]
    }
    return {"own": entities.referring_entity(), "other": entities.unrelated_entity(), **named}


def people_of(by_relation: dict[str, Entity]) -> dict[tuple[str, str], User]:
    """People by (relation, role)."""
    found = {
        (relation, role.value): entities.user(
            role=role, entity=entity, name=f"{relation.title()} {role.value}"
        )
        for relation, entity in by_relation.items()
        for role in CASE_ROLES
    }
    own = by_relation["own"]
    for role in OTHER_ROLES:
        found["own", role.value] = entities.user(role=role, entity=own, name=f"The {role.value}")
    for name in ("inactive", "superuser", "colleague"):
        role = None if name == "superuser" else Role.CASEWORKER
        found["own", name] = entities.user(role=role, entity=own, name=name)
    return found


def flag_superuser(person: User) -> None:
    """Set the flag that the database itself refuses, to see that it opens nothing."""
    rows = User.objects.filter(pk=person.pk)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            rows.update(is_superuser=True)
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE entities_user DROP CONSTRAINT user_is_never_superuser")
            rows.update(is_superuser=True)
    person.refresh_from_db()
