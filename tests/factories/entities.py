"""People and entities for tests, made by the product's own services."""

from collections.abc import Iterable
from itertools import count

from django.utils.text import slugify

from entities import services
from entities.codes import next_free_code
from entities.enums import Participation, Role
from entities.models import Entity, Service, User

PASSWORD = "correct horse battery staple"
SECRET = "CORRECTHORSEBATTERYSTAPLECORRECT"
_numbers = count(1)


def entity(
    *,
    code: str = "",
    name: str = "",
    kinds: Iterable[str] = ("specialised_ngo",),
    participation: str = Participation.SIGNS_IN,
    country: str = "ES",
    territory: str = "ES-BI",
) -> Entity:
    """A new entity, or the one that already has this code."""
    code = code or f"entity-{next(_numbers)}"
    return Entity.objects.filter(code=code).first() or services.create_entity(
        code=code,
        name=name or code.replace("-", " ").title(),
        kinds=kinds,
        participation=participation,
        country=country,
        territory=territory,
        by=None,
    )


def referring_entity() -> Entity:
    """Entity A: detects and cares for women and families."""
    return entity(
        code="referring", name="Entity A", kinds=("detecting_entity", "women_family_service")
    )


def receiving_entity() -> Entity:
    """Entity B: a specialised NGO."""
    return entity(code="receiving", name="Entity B", kinds=("specialised_ngo",))


def unrelated_entity() -> Entity:
    """Entity C: a health service without relation to the case."""
    return entity(code="unrelated", name="Entity C", kinds=("health",))


def office() -> Entity:
    """The entity of people who work no cases: administrator, auditor, analyst…"""
    return entity(code="office", name="Office", kinds=("observatory",))


def service(
    *, entity: Entity, service_type: str = "social_accompaniment", name: str = "", **data: object
) -> Service:
    """A service of the entity."""
    return services.add_service(
        entity=entity,
        service_type=service_type,
        name=name or f"Service {next(_numbers)}",
        by=None,
        **data,
    )


def user(
    *,
    role: Role | None = Role.CASEWORKER,
    entity: Entity | None = None,
    name: str = "Person",
    second_factor: bool = True,
) -> User:
    """A person with one role (or none), the password of all, and an authenticator app."""
    person = services.create_user_without_second_person(
        entity=entity or office(),
        email=f"{slugify(name)}-{next(_numbers)}@example.test",
        name=name,
        roles=[role] if role else [],
        language="en",
    )
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    if second_factor:
        services.add_authenticator(user=person, secret=SECRET)
    return person


def factor(person: User) -> dict[str, str]:
    """What she types where her second factor is asked for: two codes at most a moment."""
    return {"code": next_free_code(person.pk, SECRET)}


def caseworker(*, entity: Entity | None = None, name: str = "Ana") -> User:
    """A caseworker."""
    return user(role=Role.CASEWORKER, entity=entity or referring_entity(), name=name)


def coordinator(*, entity: Entity | None = None, name: str = "Berta") -> User:
    """A coordinator."""
    return user(role=Role.COORDINATOR, entity=entity or referring_entity(), name=name)


def administrator(*, name: str = "Alba") -> User:
    """An administrator."""
    return user(role=Role.ADMINISTRATOR, name=name)


def auditor(*, name: str = "Aurora") -> User:
    """An auditor."""
    return user(role=Role.AUDITOR, name=name)
