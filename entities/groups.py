"""One auth Group per (entity, role), so that guardian can grant a record to it.

Groups are derived from role memberships and never edited by themselves.
"""

from uuid import UUID

from django.contrib.auth.models import Group

from entities.enums import Role
from entities.models import Entity, User


def _name(entity_id: UUID, role: str) -> str:
    return f"{entity_id}:{role}"


def group_for(entity: Entity, role: Role) -> Group:
    """Return the group of the people who hold `role` in `entity`, making it when first asked."""
    group, _made = Group.objects.get_or_create(name=_name(entity.pk, role))
    return group


def synchronise(user: User) -> None:
    """Make the person's groups say what her open memberships say; none while deactivated.

    Call it in the transaction of the change.
    """
    held = user.role_memberships.filter(ended_at=None).values_list("role", flat=True)
    groups = [group_for(user.entity, Role(role)) for role in held] if user.is_active else []
    user.groups.set(groups)
