"""Everything that changes entities, people and roles."""

from entities.services.entities import (
    add_service,
    change_entity,
    change_service,
    create_entity,
)
from entities.services.people import (
    change_user,
    choose_language,
    create_user,
    deactivate_user,
    move_user,
    reactivate_user,
)
from entities.services.roles import end_role, grant_role
from entities.services.sessions import remember_sign_in

__all__ = [
    "add_service",
    "change_entity",
    "change_service",
    "change_user",
    "choose_language",
    "create_entity",
    "create_user",
    "deactivate_user",
    "end_role",
    "grant_role",
    "move_user",
    "reactivate_user",
    "remember_sign_in",
]
