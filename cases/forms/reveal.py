"""Forms by which the person is looked at; each asks for the second factor when it is due."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import choice_field
from cases.forms.guarding import GuardedForm, GuardedText
from cases.models import Case
from cases.services.guarding import About
from entities.forms import FactorForm
from entities.http import AuthenticatedRequest
from entities.stepup import confirmed_recently
from vault.enums import Purpose

MIN_JUSTIFICATION = 10
MAX_JUSTIFICATION = 500
CONTACT = "contact"


def sentence_field(label: Any, help_text: Any = "") -> GuardedText:
    """Return a field for the sentence that says why: sealed wherever it is kept, and guarded."""
    return GuardedText(
        label=label,
        min_length=MIN_JUSTIFICATION,
        max_length=MAX_JUSTIFICATION,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text
        or _("At least ten letters. The auditor can read it; do not write names."),
    )


def purpose_of_identity(case: Case, purpose: str) -> str:
    """Return what a factor is shown for: one purpose with one case, and no other."""
    return f"identity:{case.pk}:{purpose}"


class ContactRevealForm(FactorForm):
    """Why the contact card is looked at: one coded answer, no typing but a factor once a session."""

    purpose = choice_field(Purpose.choices, _("What for"), required=True)

    def is_factor_spared(self) -> bool:
        """Once a session is enough for any card: calling her must not take long."""
        return confirmed_recently(
            self.request, purpose=CONTACT, minutes=settings.SESSION_LONGEST_SECONDS / 60
        )

    def purpose_of_factor(self) -> str:
        """Return the same for every card."""
        return CONTACT


class IdentityRevealForm(GuardedForm, FactorForm):
    """Why the identity is looked at: a coded answer and a sentence, both recorded."""

    purpose = choice_field(Purpose.choices, _("What for"), required=True)
    justification = sentence_field(_("Why it is necessary now"))

    def __init__(self, *args: Any, case: Case, request: AuthenticatedRequest, **kwargs: Any):
        self.case = case
        about = About(request.user, case)
        super().__init__(*args, about=about, request=request, **kwargs)

    def purpose_of_factor(self) -> str:
        """Bind the factor to this case and the purpose that was chosen."""
        return purpose_of_identity(self.case, self.cleaned_data["purpose"])
