"""Forms of this room."""

from entities.forms.account import ChangePasswordForm, NewPasswordForm, ResetLinkForm, SignInForm
from entities.forms.entities import EntityForm, ServiceForm
from entities.forms.factors import (
    AddAuthenticatorForm,
    AddPasskeyForm,
    CodeForm,
    PasskeyForm,
    PasskeySignInForm,
)
from entities.forms.people import GrantRoleForm, MoveForm, NewPersonForm, PersonForm, StaffFilter
from entities.forms.stepup import FactorForm

__all__ = [
    "AddAuthenticatorForm",
    "AddPasskeyForm",
    "ChangePasswordForm",
    "CodeForm",
    "EntityForm",
    "FactorForm",
    "GrantRoleForm",
    "MoveForm",
    "NewPasswordForm",
    "NewPersonForm",
    "PasskeyForm",
    "PasskeySignInForm",
    "PersonForm",
    "ResetLinkForm",
    "ServiceForm",
    "SignInForm",
    "StaffFilter",
]
