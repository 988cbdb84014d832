"""Everything that changes entities, people and roles."""

from entities.services.entities import (
    add_service,
    change_entity,
    change_service,
    create_entity,
)
from entities.services.first_people import FirstPerson, create_first_people
from entities.services.people import (
    change_user,
    choose_language,
    create_user,
    deactivate_user,
    move_user,
    reactivate_user,
    send_link,
)
from entities.services.roles import end_role, grant_role
from entities.services.sessions import (
    record_refused_sign_in,
    remember_sign_in,
    remember_sign_out,
    set_own_password,
)

__all__ = [
    "FirstPerson",
    "add_service",
    "change_entity",
    "change_service",
    "change_user",
    "choose_language",
    "create_entity",
    "create_first_people",
    "create_user",
    "deactivate_user",
    "end_role",
    "grant_role",
    "move_user",
    "reactivate_user",
    "record_refused_sign_in",
    "remember_sign_in",
    "remember_sign_out",
    "send_link",
    "set_own_password",
]
