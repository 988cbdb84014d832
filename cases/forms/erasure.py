"""Forms about erasing a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.enums import ErasureBasis
from cases.forms.fields import choice_field, line_field
from cases.models import Case
from core.codes import MalformedCode, read_code
from entities.forms import FactorForm


class _OfOneCase(FactorForm):
    """Asks for the second factor too, shown for erasing this very case."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case

    def purpose_of_factor(self) -> str:
        """Asking and agreeing are one purpose: they are never the same person's."""
        return f"erasure:{self.case.pk}"


class AskErasureForm(_OfOneCase):
    """Asks for a case to be erased, on one of the grounds there are."""

    basis = choice_field(
        ErasureBasis.choices, gettext_lazy("On what ground is it erased?"), required=True
    )


class AgreeErasureForm(_OfOneCase):
    """Agrees, by typing the name of the case: nobody erases the case beside it by a slip."""

    case_code = line_field(gettext_lazy("Type the code of the case that is erased"), required=True)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_case_code(self) -> str:
        """Read the code forgivingly; another case's is refused beside the field."""
        code = _read(self.cleaned_data["case_code"])
        if code != self.expected:
            raise forms.ValidationError(_("This is not the code of this case. Compare it again."))
        return code


class FindErasureForm(forms.Form):
    """Finds a case by the reference that data protection has of it."""

    reference = line_field(
        gettext_lazy("Reference of the case"),
        required=True,
        help_text=gettext_lazy(
            "The coordinator of the responsible entity reads it on her page of the erasure."
        ),
    )

    def clean_reference(self) -> str:
        """Read the reference forgivingly; a wrong letter is said beside the field."""
        return _read(self.cleaned_data["reference"])


def _read(typed: str) -> str:
    try:
        return read_code(typed)
    except MalformedCode as error:
        raise forms.ValidationError(str(error)) from None
