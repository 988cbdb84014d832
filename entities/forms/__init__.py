"""Forms of this room."""

from entities.forms.account import ChangePasswordForm, NewPasswordForm, ResetLinkForm, SignInForm
from entities.forms.entities import EntityForm, ServiceForm
from entities.forms.people import GrantRoleForm, MoveForm, NewPersonForm, PersonForm, StaffFilter

__all__ = [
    "ChangePasswordForm",
    "EntityForm",
    "GrantRoleForm",
    "MoveForm",
    "NewPasswordForm",
    "NewPersonForm",
    "PersonForm",
    "ResetLinkForm",
    "ServiceForm",
    "SignInForm",
    "StaffFilter",
]
