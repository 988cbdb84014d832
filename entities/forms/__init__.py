"""Forms of this room."""

from entities.forms.account import ChangePasswordForm, NewPasswordForm, ResetLinkForm, SignInForm
from entities.forms.decisions import AskRoleForm, EmailForm, HeirForm, SuspectForm
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
    "AskRoleForm",
    "ChangePasswordForm",
    "CodeForm",
    "EmailForm",
    "EntityForm",
    "FactorForm",
    "GrantRoleForm",
    "HeirForm",
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
    "SuspectForm",
]
