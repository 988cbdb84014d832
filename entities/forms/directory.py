"""Forms for searching the directory, for agreements, and for files of services."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from core.languages import language_choices
from entities.enums import Admits
from entities.fit import Wanted
from entities.forms.services import coded_choices
from entities.models import Entity
from entities.territories import territory_choices

MAX_BYTES = 500_000


def _any(choices: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=lambda: [("", gettext_lazy("Any")), *choices()]
    )


class DirectorySearch(forms.Form):
    """What is looked for; what makes no sense narrows nothing."""

    need = _any(lambda: vocabularies.choices("service_type"), gettext_lazy("Need"))
    language = _any(language_choices, gettext_lazy("Language"))
    age_band = _any(lambda: coded_choices("age_band"), gettext_lazy("Age"))
    territory = _any(territory_choices, gettext_lazy("Territory"))
    admits = _any(lambda: Admits.choices, gettext_lazy("Made also for"))
    children = forms.BooleanField(required=False, label=gettext_lazy("With children"))
    place = forms.BooleanField(required=False, label=gettext_lazy("A place is free"))
    without_permit = forms.BooleanField(
        required=False, label=gettext_lazy("Without a residence permit")
    )

    @property
    def need_code(self) -> str:
        """The need asked for; empty for any."""
        return str(self.cleaned_data.get("need") or "")

    def wanted(self) -> Wanted:
        """Return the rest as the directory is sorted by; call it after `full_clean`."""
        data = self.cleaned_data
        return Wanted(
            languages=tuple(filter(None, [data.get("language")])),
            age_band=data.get("age_band") or "",
            territory=data.get("territory") or "",
            admits=tuple(filter(None, [data.get("admits")])),
            children=bool(data.get("children")),
            without_permit=bool(data.get("without_permit")),
            place=bool(data.get("place")),
        )


class EntityOption(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An entity, sent by its short name."""


class AgreementForm(forms.Form):
    """Who may refer what to whom, from when until when."""

    sender = EntityOption(
        queryset=Entity.objects.none(), to_field_name="code", label=gettext_lazy("Who refers")
    )
    receiver = EntityOption(
        queryset=Entity.objects.none(), to_field_name="code", label=gettext_lazy("To whom")
    )
    service_types = forms.MultipleChoiceField(
        choices=lambda: vocabularies.choices("service_type"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("For these needs"),
        help_text=gettext_lazy("None ticked means no limit."),
    )
    parts = forms.MultipleChoiceField(
        choices=lambda: [
            pair for pair in vocabularies.choices("disclosure_part") if pair[0] != "offer"
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("What may open on acceptance"),
        help_text=gettext_lazy("The offer itself, without a name, always may."),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("Empty: until somebody ends it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sender", "receiver"):
            field: Any = self.fields[name]
            field.queryset = Entity.objects.filter(is_active=True).order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("sender") and data.get("sender") == data.get("receiver"):
            self.add_error("receiver", _("An agreement is between two entities."))
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("It would end before it begins."))
        return data


class ImportForm(forms.Form):
    """A file of services; the second time its text comes back instead, as it was looked at."""

    file = forms.FileField(
        required=False,
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("UTF-8, with the columns listed below; at most 500 KB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload is not None:
            data["text"] = self._text_of(upload)
        if not data.get("text") and not self.errors:
            self.add_error("file", _("Choose a file."))
        if len(data.get("text") or "") > MAX_BYTES:
            self.add_error("file", _("This file is too large: at most 500 KB."))
        return data

    def _text_of(self, upload: Any) -> str:
        if upload.size > MAX_BYTES:
            self.add_error("file", _("This file is too large: at most 500 KB."))
            return ""
        try:
            text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error(
                "file", _("This file is not UTF-8. Save it as “CSV UTF-8” and try again.")
            )
            return ""
        if "\0" in text:
            self.add_error("file", _("This is not a text file."))
            return ""
        return text
