"""Forms of this room."""

from entities.forms.account import ChangePasswordForm, NewPasswordForm, ResetLinkForm, SignInForm
from entities.forms.decisions import AskRoleForm, EmailForm, HeirForm, SuspectForm
from entities.forms.directory import AgreementForm, DirectorySearch, ImportForm
from entities.forms.duty import HoursForm, ShiftForm
from entities.forms.entities import EntityForm
from entities.forms.factors import (
    AddAuthenticatorForm,
    AddPasskeyForm,
    CodeForm,
    PasskeyForm,
    PasskeySignInForm,
)
from entities.forms.people import GrantRoleForm, MoveForm, NewPersonForm, PersonForm, StaffFilter
from entities.forms.services import PlacesForm, ServiceForm
from entities.forms.stepup import FactorForm

__all__ = [
    "AddAuthenticatorForm",
    "AddPasskeyForm",
    "AgreementForm",
    "AskRoleForm",
    "ChangePasswordForm",
    "CodeForm",
    "DirectorySearch",
    "EmailForm",
    "EntityForm",
    "FactorForm",
    "GrantRoleForm",
    "HeirForm",
    "HoursForm",
    "ImportForm",
    "MoveForm",
    "NewPasswordForm",
    "NewPersonForm",
    "PasskeyForm",
    "PasskeySignInForm",
    "PersonForm",
    "PlacesForm",
    "ResetLinkForm",
    "ServiceForm",
    "ShiftForm",
    "SignInForm",
    "StaffFilter",
    "SuspectForm",
]
