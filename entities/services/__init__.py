"""Everything that changes entities, people and roles."""

from entities.services.entities import (
    add_service,
    change_entity,
    change_service,
    create_entity,
)
from entities.services.factors import (
    add_authenticator,
    ensure_recovery_codes,
    note_factors,
    record_confirmed_factor,
    record_refused_factor,
    remember_factor,
    remove_factor,
    renew_recovery_codes,
)
from entities.services.first_people import FirstPerson, create_first_people
from entities.services.invitations import accept_invitation, issue_invitation, verify_email
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
    end_other_sessions,
    record_refused_sign_in,
    remember_sign_in,
    remember_sign_out,
    set_own_password,
)

__all__ = [
    "FirstPerson",
    "accept_invitation",
    "add_authenticator",
    "add_service",
    "change_entity",
    "change_service",
    "change_user",
    "choose_language",
    "create_entity",
    "create_first_people",
    "create_user",
    "deactivate_user",
    "end_other_sessions",
    "end_role",
    "ensure_recovery_codes",
    "grant_role",
    "issue_invitation",
    "move_user",
    "note_factors",
    "reactivate_user",
    "record_confirmed_factor",
    "record_refused_factor",
    "record_refused_sign_in",
    "remember_factor",
    "remember_sign_in",
    "remember_sign_out",
    "remove_factor",
    "renew_recovery_codes",
    "send_link",
    "set_own_password",
    "verify_email",
]
