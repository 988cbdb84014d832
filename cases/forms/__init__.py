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
from cases.forms.protection import (
    AnswerRequestForm,
    AskIdentityForm,
    BreakGlassForm,
    MarkForm,
    OpenIdentityForm,
    ReviewGlassForm,
)
from cases.forms.records import ChildForm, ConsentForm, InterventionForm, StatusForm
from cases.forms.reveal import ContactRevealForm, IdentityRevealForm

__all__ = [
    "AnswerRequestForm",
    "AskIdentityForm",
    "BreakGlassForm",
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
    "MarkForm",
    "OpenCaseForm",
    "OpenIdentityForm",
    "ReviewGlassForm",
    "SearchForm",
    "StatusForm",
    "StrikeForm",
]
