"""The first two people of an installation."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core.exceptions import Conflict
from entities.enums import Role
from entities.models import Entity, RoleMembership, User
from entities.services.entities import create_entity
from entities.services.founding import create_user_without_second_person

OFFICE = "office"


@dataclass(frozen=True)
class FirstPerson:
    """Who she is, for her account."""

    email: str
    name: str


@transaction.atomic
def create_first_people(
    *, entity_name: str, administrator: FirstPerson, auditor: FirstPerson, language: str
) -> tuple[User, User]:
    """Make the first administrator and the first auditor, in an entity of their own.

    Raises Conflict when anybody is or ever was administrator, or when both are one person;
    ValidationError for a malformed address.
    """
    if RoleMembership.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise Conflict(
            _("This installation already has an administrator."),
            _("She makes further accounts on the page of people."),
        )
    if administrator.email.strip().lower() == auditor.email.strip().lower():
        raise Conflict(
            _("Administrator and auditor must be two people."),
            _("Give two different e-mail addresses."),
        )
    office = Entity.objects.filter(code=OFFICE).first() or create_entity(
        code=OFFICE, name=entity_name, kinds=["observatory"], by=None
    )
    made = [
        create_user_without_second_person(
            entity=office,
            email=person.email,
            name=person.name,
            roles=[role],
            language=language,
        )
        for person, role in ((administrator, Role.ADMINISTRATOR), (auditor, Role.AUDITOR))
    ]
    return made[0], made[1]
