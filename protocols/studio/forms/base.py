"""What the forms of the studio share: words in four languages, spans of time, targets of arrows."""

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import chain, count
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import vocabularies
from protocols.definition import Definition
from protocols.durations import Duration, parse_duration
from protocols.element_reader import MAX_LABEL, MAX_NOTE
from protocols.elements import Labels, Timer, say
from protocols.marks import duration_words
from protocols.studio.edits.ground import can_be_target
from protocols.studio.words import lane_name, name_of

CODE = r"^[A-Za-z][A-Za-z0-9_]*$"
CODE_HELP = _("Letters without accents, digits and “_”, beginning with a letter.")
CODE_OR_NOTHING = _("You can leave it empty: it is then made from the words.")
LONGEST_CODE = 40
NOT_IN_A_FILE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CHOOSE = _("— choose —")
KEEP = "keep"
UNITS = {
    "PT{}M": _("minutes"),
    "PT{}H": _("hours"),
    "P{}D": _("days"),
    "P{}W": _("weeks"),
    "P{}M": _("months"),
    "P{}Y": _("years"),
}
LANGUAGE_NAMES = {
    "es": _("In Spanish"),
    "eu": _("In Basque"),
    "pt": _("In Portuguese"),
    "en": _("In English"),
}
NOTE_NAMES = {
    "es": _("Note in Spanish"),
    "eu": _("Note in Basque"),
    "pt": _("Note in Portuguese"),
    "en": _("Note in English"),
}
WORDS = tuple(f"words_{language}" for language in LANGUAGE_NAMES)
NOTES = tuple(f"notes_{language}" for language in LANGUAGE_NAMES)
NOTE_TITLE = _("Note for who reads it")


class FileTextField(forms.CharField):
    """A field for text that goes into a file of XML.

    Control characters come along when text is copied from elsewhere. Nobody sees them and no file
    can hold them: they are left out.
    """

    def to_python(self, value: Any) -> str:
        """Return the text as a file can hold it."""
        return super().to_python(NOT_IN_A_FILE.sub("", str(value or ""))) or ""


def words_field(language: str) -> forms.CharField:
    """Return a field for words in one language."""
    return FileTextField(
        label=LANGUAGE_NAMES[language], max_length=MAX_LABEL, required=False, strip=True
    )


class NoteField(FileTextField):
    """A field for a note of several lines in one language."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, language: str) -> None:
        super().__init__(label=NOTE_NAMES[language], max_length=MAX_NOTE, required=False)

    def to_python(self, value: Any) -> str:
        """Return the note with line ends as a file keeps them."""
        return super().to_python("\n".join(str(value or "").splitlines()))


class EditForm(forms.Form):
    """A change of a flowchart. `based_on` is the state of the draft that the page showed."""

    based_on = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(
        self,
        *args: Any,
        definition: Definition,
        element: str = "",
        revision: int = 0,
        **kwargs: Any,
    ) -> None:
        self.definition, self.element = definition, element
        kwargs["initial"] = {**self.begin(), "based_on": revision}
        super().__init__(*args, **kwargs)
        self.prepare()

    def begin(self) -> dict[str, Any]:
        """Return how the form begins."""
        return {}

    def prepare(self) -> None:
        """Set what can be chosen in this flowchart."""

    def edit(self, definition: Definition) -> Definition:
        """Return the flowchart with the change; Unfit when it cannot be made."""
        raise NotImplementedError

    def set_choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Set what can be chosen in one field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- a slip of ours, not of theirs
        field.choices = list(choices)

    def lanes(self) -> list[tuple[str, str]]:
        """Return the lanes as choices."""
        return [(lane.id, lane_name(lane)) for lane in self.definition.lanes]

    def targets(self) -> list[tuple[str, str]]:
        """Return the elements that an arrow can lead to, as choices."""
        return [
            (name, name_of(self.definition, name))
            for name in self.definition.nodes
            if name != self.element and can_be_target(self.definition, name)
        ]

    def flows(self) -> list[tuple[str, str]]:
        """Return the arrows as choices."""
        return [(name, name_of(self.definition, name)) for name in self.definition.flows]


class WordsForm(EditForm):
    """A change of what an element is called; at least one language unless it may be nameless."""

    needs_words = True
    words_es = words_field("es")
    words_eu = words_field("eu")
    words_pt = words_field("pt")
    words_en = words_field("en")

    def clean(self) -> dict[str, Any]:
        """Some words are needed; the other languages may follow."""
        data = super().clean() or self.cleaned_data
        if self.needs_words and not self.errors and not self.labels:
            self.add_error("words_es", _("Give it a name in at least one language."))
        return data

    @property
    def labels(self) -> Labels:
        """What was typed, by language."""
        typed = {name: self.cleaned_data.get(f"words_{name}") for name in LANGUAGE_NAMES}
        return {language: text for language, text in typed.items() if text}


class NotedForm(WordsForm):
    """A change of what an element is called, and of the note on it."""

    notes_es = NoteField("es")
    notes_eu = NoteField("eu")
    notes_pt = NoteField("pt")
    notes_en = NoteField("en")

    @property
    def notes(self) -> Labels:
        """The notes that were typed, by language."""
        typed = {name: self.cleaned_data.get(f"notes_{name}") for name in LANGUAGE_NAMES}
        return {language: text for language, text in typed.items() if text}


def plain_code(words: str) -> str:
    """Return words as a code: small letters without accents, digits and “_”; "" when none is left."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_CODE].strip("_")


def code_from(labels: Labels, taken: Container[str]) -> str:
    """Return a code that is made from words and not taken: `she_is_in_danger`.

    It has two words at least, or a number: `true` or `in` would mean something in a condition.
    """
    stem = plain_code(say(labels, "en"))
    if not stem[:1].isalpha() or "_" not in stem:
        stem = f"is_{stem}".strip("_")
    numbered = (f"{stem}_{number}" for number in count(2))
    return next(code for code in chain([stem], numbered) if code not in taken)


def begin_notes(notes: Labels) -> dict[str, str]:
    """Return notes as a form begins with them."""
    return {f"notes_{language}": notes.get(language, "") for language in LANGUAGE_NAMES}


def begin_words(labels: Labels) -> dict[str, str]:
    """Return labels as a form begins with them."""
    return {f"words_{language}": labels.get(language, "") for language in LANGUAGE_NAMES}


def amount_field(*, required: bool = False) -> forms.IntegerField:
    """Return a field for how many hours, days and so on."""
    return forms.IntegerField(label=_("How long"), required=required, min_value=1, max_value=999)


def unit_field() -> forms.ChoiceField:
    """Return a field for hours, days and so on."""
    return forms.ChoiceField(label=_("Unit"), required=False, choices=list(UNITS.items()))


def begin_duration(duration: Duration | None) -> dict[str, Any]:
    """Return a span of time as a form begins with it."""
    if duration is None:
        return {"unit": "P{}D"}
    digits = "".join(filter(str.isdigit, duration.text))
    simple = duration.text.replace(digits, "{}", 1) if digits else ""
    if simple in UNITS and len(digits) <= 3:  # noqa: PLR2004 -- as many as the field takes
        return {"amount": int(digits), "unit": simple}
    return {"unit": KEEP}


def unit_choices(duration: Duration | None) -> list[tuple[str, Any]]:
    """Return the units; a span of several comes as itself."""
    if begin_duration(duration)["unit"] != KEEP or duration is None:
        return list(UNITS.items())
    return [(KEEP, duration_words(duration)), *UNITS.items()]


def read_duration(data: dict[str, Any], before: Duration | None) -> Duration | None:
    """Return the span of time that was chosen; None for none."""
    if data.get("unit") == KEEP and not data.get("amount"):
        return before
    if not data.get("amount"):
        return None
    unit = data.get("unit") or "P{}D"
    return parse_duration((unit if unit != KEEP else "P{}D").format(data["amount"]))


class TimeForm(WordsForm):
    """A change of what waits for a time, or for a date of the person."""

    needs_words = False
    amount = amount_field()
    unit = unit_field()
    at = forms.ChoiceField(
        label=_("Before a date of hers"),
        required=False,
        choices=[
            ("", _("No: that long after it begins")),
            ("turning_18", _("the day she turns 18")),
        ],
    )

    def begin_time(self, timer: Timer) -> dict[str, Any]:
        """Return a timer as the form begins with it."""
        return {**begin_duration(timer.duration), "at": timer.at}

    def clean(self) -> dict[str, Any]:
        """A time is needed: nobody waits for nothing."""
        data = super().clean()
        if not self.errors and not (self.read_time().duration or data.get("at")):
            self.add_error("amount", _("Say how long."))
        return data

    def read_time(self) -> Timer:
        """Return the timer that was chosen."""
        before = getattr(self.definition.nodes.get(self.element), "timer", None)
        duration = read_duration(self.cleaned_data, before.duration if before else None)
        return Timer(duration=duration, at=self.cleaned_data.get("at", ""))


def vocabulary_choices(name: str) -> list[tuple[str, Any]]:
    """Return the codes of a vocabulary after an empty answer."""
    return [("", CHOOSE), *vocabularies.choices(name)]


def with_own(choices: Iterable[tuple[str, Any]], own: str) -> list[tuple[str, Any]]:
    """Return choices with the one that the file has, also where it is not known here."""
    known = list(choices)
    return known if own in dict(known) else [*known, (own, own)]
