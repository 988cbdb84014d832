"""Forms of this room."""

from cases.forms.cases import (
    CloseCaseForm,
    EditCaseForm,
    FilterForm,
    OpenCaseForm,
    SearchForm,
    StrikeForm,
)
from cases.forms.people import ContactForm, IdentityForm
from cases.forms.records import ChildForm, ConsentForm, InterventionForm, StatusForm
from cases.forms.reveal import ContactRevealForm, IdentityRevealForm

__all__ = [
    "ChildForm",
    "CloseCaseForm",
    "ConsentForm",
    "ContactForm",
    "ContactRevealForm",
    "EditCaseForm",
    "FilterForm",
    "IdentityForm",
    "IdentityRevealForm",
    "InterventionForm",
    "OpenCaseForm",
    "SearchForm",
    "StatusForm",
    "StrikeForm",
]
