"""Everything that changes entities, people and roles."""

from entities.services.decisions import (
    agree,
    ask_email,
    ask_reset,
    ask_role,
    ask_roles,
    ask_suspension,
    stop,
)
from entities.services.dormancy import sweep_dormant
from entities.services.effects import carry_out_due
from entities.services.entities import change_entity, create_entity
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
from entities.services.founding import (
    create_user_without_second_person,
    grant_role_without_second_person,
)
from entities.services.invitations import accept_invitation, issue_invitation, verify_email
from entities.services.offering import add_service, change_service
from entities.services.people import (
    change_user,
    choose_language,
    create_user,
    deactivate_user,
    mend_email,
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
from entities.services.single_sign_on import person_signing_on
from entities.services.suspensions import lift_suspension
from entities.services.work import hand_over_work

__all__ = [
    "FirstPerson",
    "accept_invitation",
    "add_authenticator",
    "add_service",
    "agree",
    "ask_email",
    "ask_reset",
    "ask_role",
    "ask_roles",
    "ask_suspension",
    "carry_out_due",
    "change_entity",
    "change_service",
    "change_user",
    "choose_language",
    "create_entity",
    "create_first_people",
    "create_user",
    "create_user_without_second_person",
    "deactivate_user",
    "end_other_sessions",
    "end_role",
    "ensure_recovery_codes",
    "grant_role",
    "grant_role_without_second_person",
    "hand_over_work",
    "issue_invitation",
    "lift_suspension",
    "mend_email",
    "move_user",
    "note_factors",
    "person_signing_on",
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
    "stop",
    "sweep_dormant",
    "verify_email",
]
