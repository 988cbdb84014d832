"""Forms about the person: filled in blind, so that recording shows nothing."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.enums import DocumentKind
from cases.forms.cases import ContactFields
from cases.forms.fields import choice_field, day_field, line_field


class ClearableForm(forms.Form):
    """Leaves alone what is left empty; what must be emptied is ticked."""

    clearable: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, is_stored: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_stored:
            return
        self.fields["clear"] = forms.MultipleChoiceField(
            label=_("Remove what is stored"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(name, self.label_of(name)) for name in self.clearable],
        )

    def label_of(self, name: str) -> Any:
        """Return what a stored field is called."""
        return self.fields[name].label

    def filled(self) -> dict[str, Any]:
        """Return what was filled in."""
        return {
            name: self.cleaned_data[name] for name in self.clearable if self.cleaned_data.get(name)
        }

    def values(self) -> dict[str, Any]:
        """Return what is to be written: what was filled in, and empty what was ticked."""
        emptied = dict.fromkeys(self.cleaned_data.get("clear", ()), None)
        return {**emptied, **self.filled()}


class ContactForm(ClearableForm, ContactFields):
    """Records or changes the contact card."""

    clearable = ContactFields.contact_names


class IdentityForm(ClearableForm):
    """Records or changes the identity."""

    legal_name = line_field(_("Legal name"))
    birth_date = day_field(_("Birth date"), required=False)
    document_kind = choice_field(DocumentKind.choices, _("Document"))
    document_number = line_field(_("Number of the document"))
    document_country = line_field(_("Country of the document"))

    clearable = ("legal_name", "birth_date", "documents")

    def label_of(self, name: str) -> Any:
        """Return what a stored field is called."""
        return _("Documents") if name == "documents" else super().label_of(name)

    def clean(self) -> dict[str, Any]:
        """A number needs to say what it is the number of."""
        data = super().clean() or {}
        if data.get("document_number") and not data.get("document_kind"):
            self.add_error("document_kind", _("Say which document it is."))
        if data.get("document_number"):
            data["documents"] = [
                {
                    "kind": data.get("document_kind", ""),
                    "number": data["document_number"],
                    "country": data.get("document_country", ""),
                }
            ]
        return data
