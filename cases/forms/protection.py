"""Forms of marks, identity requests and emergency accesses."""

from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from cases.enums import Finding, MarkReason
from cases.forms.fields import choice_field, line_field
from cases.forms.guarding import GuardedForm
from cases.forms.reveal import purpose_of_identity, sentence_field
from cases.models import IdentityRequest
from cases.services.guarding import About
from core.codes import MalformedCode, read_code
from entities.forms import FactorForm
from entities.http import AuthenticatedRequest
from vault.enums import Purpose

READ_BY_AUDITOR = _("At least ten letters. The auditor can read it; do not write names.")


class MarkForm(forms.Form):
    """Why a case asks for more protection: coded."""

    reason = choice_field(MarkReason.choices, _("Why"), required=True)


class AskIdentityForm(GuardedForm):
    """Asks a custodian: what for, and why."""

    purpose = choice_field(Purpose.choices, _("What for"), required=True)
    justification = sentence_field(
        _("Why it is necessary now"),
        _("At least ten letters. The custodian and the auditor can read it; do not write names."),
    )


class OpenIdentityForm(FactorForm):
    """Uses a custodian's agreement: nothing but the factor is asked."""

    def __init__(
        self, *args: Any, asked: IdentityRequest, request: AuthenticatedRequest, **kwargs: Any
    ) -> None:
        self.asked = asked
        super().__init__(*args, request=request, **kwargs)

    def purpose_of_factor(self) -> str:
        """Bind the factor to the case and the purpose that was agreed to."""
        return purpose_of_identity(self.asked.case, self.asked.purpose)


class AnswerRequestForm(GuardedForm, FactorForm):
    """A custodian's answer and her motivation."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[("agree", _("I agree: it may be seen once")), ("refuse", _("I refuse"))],
    )
    motivation = sentence_field(
        _("Why"),
        _("At least ten letters. Who asks and the auditor can read it; do not write names."),
    )

    def __init__(
        self, *args: Any, asked: IdentityRequest, request: AuthenticatedRequest, **kwargs: Any
    ) -> None:
        self.asked = asked
        about = About(request.user, asked.case)
        super().__init__(*args, about=about, request=request, **kwargs)

    def purpose_of_factor(self) -> str:
        """Bind the factor to this request."""
        return f"custody:{self.asked.pk}"


class BreakGlassForm(GuardedForm, FactorForm):
    """The code that was said over the telephone, and why it cannot wait."""

    case_code = line_field(
        _("Code of the case or of a referral"),
        required=True,
        help_text=_("As it was said to you, like K7Q4-M9TR-V."),
    )
    justification = sentence_field(
        _("What is happening, and why it cannot wait"),
        _(
            "At least ten letters. The responsible entity and the auditor can read it; "
            "do not write names."
        ),
    )

    def __init__(self, *args: Any, request: AuthenticatedRequest, **kwargs: Any) -> None:
        """The case is not hers to see yet, so its vault is not asked."""
        super().__init__(*args, about=About(request.user), request=request, **kwargs)

    def clean_case_code(self) -> str:
        """Read a code forgivingly; a wrong letter is said beside the field."""
        try:
            return read_code(self.cleaned_data["case_code"])
        except MalformedCode as error:
            raise forms.ValidationError(str(error)) from None

    def purpose_of_factor(self) -> str:
        """Bind the factor to this code, which itself is kept nowhere."""
        code = salted_hmac("cases.glass", self.cleaned_data["case_code"]).hexdigest()[:16]
        return f"glass:{code}"


class ReviewGlassForm(GuardedForm):
    """What a review found."""

    finding = forms.ChoiceField(
        label=_("What did you find?"), widget=forms.RadioSelect, choices=Finding.choices
    )
    note = sentence_field(_("Why"), READ_BY_AUDITOR)


def refuse_code(form: BreakGlassForm) -> None:
    """Say beside the code that it opens nothing: the same whatever the reason is."""
    form.add_error(
        "case_code",
        _(
            "No case can be opened with this code. Hear it again, letter by letter; or ring the "
            "entity that gave it to you."
        ),
    )
