"""The accounts of the invented network, which the sign-in page of a demonstration offers."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch

from entities.codes import next_free_code
from entities.enums import Role
from entities.models import RoleMembership, User

DOMAIN = "demo.invalid"
PASSWORD = "only for the demo"  # noqa: S105 -- shown on the page, opens invented data only
SECRET = "ONLYFORTHEDEMOONLYFORTHEDEMOAAAA"  # noqa: S105 -- the seed of every invented authenticator


@dataclass(frozen=True)
class DemoAccount:
    """One line of the list."""

    name: str
    email: str
    entity: str
    roles: str


def demo_accounts() -> list[DemoAccount]:
    """Return the accounts of the domain `demo.invalid` by role; none outside a demonstration."""
    if not settings.SHOW_DEMO_ACCOUNTS:
        return []
    held = Prefetch(
        "role_memberships", RoleMembership.objects.filter(ended_at=None), to_attr="open_roles"
    )
    people = (
        User.objects.filter(email__endswith=f"@{DOMAIN}", is_active=True)
        .select_related("entity")
        .prefetch_related(held)
    )
    order = {role.value: position for position, role in enumerate(Role)}
    listed = sorted(
        people,
        key=lambda person: (
            min((order[row.role] for row in person.open_roles), default=len(order)),
            person.email,
        ),
    )
    return [
        DemoAccount(
            name=person.name,
            email=person.email,
            entity=person.entity.name,
            roles=", ".join(str(Role(row.role).label) for row in person.open_roles),
        )
        for person in listed
    ]


def demo_code(person: User) -> str:
    """Return the code the second page takes from her now; none outside a demonstration."""
    if not (settings.SHOW_DEMO_ACCOUNTS and person.email.endswith(f"@{DOMAIN}")):
        return ""
    return next_free_code(person.pk, SECRET)
