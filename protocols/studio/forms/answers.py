"""The coded answers that a step asks, and the sources of legal bases."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import vocabularies
from protocols.definition import Definition
from protocols.element_reader import MAX_LABEL
from protocols.elements import FALLBACK_LANGUAGES, Field, FieldType
from protocols.studio import edits
from protocols.studio.forms.base import (
    CODE,
    CODE_HELP,
    CODE_OR_NOTHING,
    LANGUAGE_NAMES,
    WORDS,
    FileTextField,
    WordsForm,
    begin_words,
    code_from,
    plain_code,
)
from protocols.studio.words import FIELD_TYPES

VALUE = re.compile(r"[A-Za-z0-9_]{1,64}")
MAX_VALUES = 30
NO_WORD = "-"
MEANINGS = tuple(f"meaning_{language}" for language in LANGUAGE_NAMES)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _meaning_field(language: str) -> forms.CharField:
    return FileTextField(
        label=LANGUAGE_NAMES[language],
        required=False,
        max_length=9000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FieldForm(WordsForm):
    """A coded answer of a step; `asked` is the code of one that is changed, "" for a new one."""

    name = forms.RegexField(
        CODE,
        label=gettext_lazy("Code"),
        max_length=64,
        required=False,
        help_text=CODE_OR_NOTHING,
    )
    type = forms.ChoiceField(
        label=gettext_lazy("What is answered"),
        choices=[(kind.value, words) for kind, words in FIELD_TYPES.items()],
    )
    vocabulary = forms.ChoiceField(label=gettext_lazy("From a list of the product"), required=False)
    values = forms.CharField(
        label=gettext_lazy("or these codes, one a line"),
        required=False,
        help_text=gettext_lazy("You can leave them empty: they are then made from the words."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    meaning_es = _meaning_field("es")
    meaning_eu = _meaning_field("eu")
    meaning_pt = _meaning_field("pt")
    meaning_en = _meaning_field("en")
    fieldsets = (
        (gettext_lazy("The question"), (*WORDS, "name", "type")),
        (gettext_lazy("The answers, if it is one of several"), ("vocabulary", "values")),
        (gettext_lazy("What the codes mean, one a line in the same order"), MEANINGS),
    )

    def __init__(self, *args: Any, asked: str = "", **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)

    @property
    def item(self) -> Field | None:
        """The answer as it is."""
        step = self.definition.steps[self.element]
        return next((item for item in step.fields if item.name == self.asked), None)

    def begin(self) -> dict[str, Any]:
        item = self.item
        if item is None:
            return {"type": FieldType.YESNO.value}
        begun = {
            **begin_words(item.labels),
            "name": item.name,
            "type": item.type.value,
            "vocabulary": item.vocabulary,
        }
        if item.values and not item.vocabulary:
            begun["values"] = "\n".join(item.values)
            for language in LANGUAGE_NAMES:
                meant = [item.value_labels.get(code, {}).get(language, "") for code in item.values]
                if any(meant):
                    begun[f"meaning_{language}"] = "\n".join(word or NO_WORD for word in meant)
        return begun

    def prepare(self) -> None:
        names = [(name, name.replace("_", " ")) for name in vocabularies.names()]
        self.set_choices("vocabulary", [("", _("No: these codes")), *names])
        if self.asked:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """One of several needs its codes, and words for as many as there are."""
        data = super().clean()
        codes = self._codes()
        if data.get("type") != FieldType.CHOICE or data.get("vocabulary"):
            return data
        if not 1 < len(codes) <= MAX_VALUES or len(set(codes)) < len(codes):
            self.add_error("values", _("Give between two and thirty different codes."))
        elif not all(VALUE.fullmatch(code) for code in codes):
            self.add_error("values", CODE_HELP)
        for name in MEANINGS:
            words = _lines(data.get(name, ""))
            if words and len(words) != len(codes):
                self.add_error(name, _("Write as many lines as there are codes."))
            elif any(len(word) > MAX_LABEL for word in words):
                self.add_error(name, _("A line is too long."))
        return data

    def edit(self, definition: Definition) -> Definition:
        data = self.cleaned_data
        kind = FieldType(data["type"])
        vocabulary = data["vocabulary"] if kind is FieldType.CHOICE else ""
        codes: list[str] = []
        if kind is FieldType.CHOICE:
            codes = vocabularies.codes(vocabulary) if vocabulary else self._codes()
        item = Field(
            name=self.asked or data["name"] or code_from(self.labels, definition.fields),
            type=kind,
            labels=self.labels,
            values=tuple(codes),
            vocabulary=vocabulary,
            value_labels={} if vocabulary else self._meanings(codes),
        )
        return edits.put_field(definition, self.element, item, is_new=not self.asked)

    def _codes(self) -> list[str]:
        """Return the codes that were typed, else those that their words make."""
        typed = {name: _lines(self.cleaned_data.get(name, "")) for name in ("values", *MEANINGS)}
        words = next(
            (typed[f"meaning_{x}"] for x in FALLBACK_LANGUAGES if typed[f"meaning_{x}"]), []
        )
        return typed["values"] or [plain_code(word) for word in words]

    def _meanings(self, codes: list[str]) -> dict[str, dict[str, str]]:
        meant: dict[str, dict[str, str]] = {}
        for language in LANGUAGE_NAMES:
            words = _lines(self.cleaned_data.get(f"meaning_{language}", ""))
            for code, word in zip(codes, words, strict=False):
                if word != NO_WORD:
                    meant.setdefault(code, {})[language] = word
        return meant


class SourceForm(WordsForm):
    """A law or an agreement that steps can name as their basis."""

    code = forms.RegexField(
        r"^[A-Za-z0-9_]+$",
        label=gettext_lazy("Code"),
        max_length=64,
        required=False,
        help_text=CODE_OR_NOTHING,
    )
    fieldsets = ((gettext_lazy("Its name, with the article"), WORDS),)

    def edit(self, definition: Definition) -> Definition:
        code = self.cleaned_data["code"] or code_from(self.labels, definition.sources)
        return edits.put_source(definition, code, self.labels)
