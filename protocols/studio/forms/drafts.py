"""How a draft begins: from nothing, or with a file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from entities.enums import Country
from protocols.definition import Definition
from protocols.elements import End, Flow, Lane, Start, UserTask
from protocols.studio.forms.base import LANGUAGE_NAMES, WORDS, words_field
from protocols.xml_reader import MAX_BYTES


class NewDraftForm(forms.Form):
    """A flowchart from nothing: its name, its code, and who does the first step."""

    words_es = words_field("es")
    words_eu = words_field("eu")
    words_pt = words_field("pt")
    words_en = words_field("en")
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label=gettext_lazy("Code"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and “_”. It never changes."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", gettext_lazy("Any")), *Country.choices],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Who does the first step"))
    fieldsets = ((gettext_lazy("Name"), WORDS),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 -- declared above
        kind.choices = vocabularies.choices("entity_kind")

    def clean(self) -> dict[str, Any]:
        """A name in at least one language."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not any(data.get(name) for name in WORDS):
            self.add_error("words_es", _("Give it a name in at least one language."))
        return data

    def definition(self) -> Definition:
        """Return the smallest flowchart: a start, a step, an end, in one lane."""
        data = self.cleaned_data
        entry = vocabularies.entry("entity_kind", data["kind"])
        title = {lang: data[f"words_{lang}"] for lang in LANGUAGE_NAMES if data[f"words_{lang}"]}
        lane = "lane_1"
        nodes = (
            Start(id="start_1", lane=lane, labels=BEGIN),
            UserTask(id="step_1", lane=lane, labels=FIRST),
            End(id="end_1", lane=lane, labels=DONE),
        )
        flows = (
            Flow(id="flow_1", source="start_1", target="step_1"),
            Flow(id="flow_2", source="step_1", target="end_1"),
        )
        return Definition(
            id=f"P_{data['code']}",
            code=data["code"],
            country=data["country"],
            labels=title,
            lanes=(
                Lane(
                    id=lane,
                    labels={code: entry[code] for code in LANGUAGE_NAMES if entry.get(code)},
                    entity_kinds=(data["kind"],),
                ),
            ),
            nodes={node.id: node for node in nodes},
            flows={flow.id: flow for flow in flows},
        )


BEGIN = {"es": "Inicio", "eu": "Hasiera", "pt": "Início", "en": "Start"}
FIRST = {"es": "Primer paso", "eu": "Lehen urratsa", "pt": "Primeiro passo", "en": "First step"}
DONE = {"es": "Terminado", "eu": "Amaituta", "pt": "Terminado", "en": "Finished"}


class ImportForm(forms.Form):
    """A file from another editor."""

    file = forms.FileField(
        label=gettext_lazy("File (.bpmn)"),
        max_length=200,
        help_text=gettext_lazy("BPMN 2.0, at most 512 KB."),
    )

    def clean_file(self) -> bytes:
        """Return the bytes of the file, if they are not too many."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)  # noqa: S101 -- the field's own type
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 512 KB."))
        content: bytes = file.read()
        return content
