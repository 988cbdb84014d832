"""Form fields that know the vocabularies, days and months of this room."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.coded import choices_of
from cases.forms.guarding import LEAVE_OUT, GuardedText
from core.languages import language_choices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

MAX_TEXT = 20_000
MAX_LINE = 200
CHOOSE = _("— choose —")


def answered(model: type[models.Model], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers by column; a code left unanswered becomes the column's own default."""
    return {
        name: model._meta.get_field(name).get_default() if value == "" else value  # type: ignore[union-attr]
        for name, value in answers.items()
    }


def code_field(
    vocabulary: str, label: "Text", *, required: bool = False, help_text: "Text" = ""
) -> forms.ChoiceField:
    """Return a choice of one code; not required means it may stay unanswered."""
    return choice_field(choices_of(vocabulary), label, required=required, help_text=help_text)


def choice_field(
    choices: Callable[[], list[tuple[str, Any]]] | list[tuple[str, Any]],
    label: "Text",
    *,
    required: bool = False,
    help_text: "Text" = "",
    empty: "Text" = CHOOSE,
) -> forms.ChoiceField:
    """Return a choice from a list that begins with an empty answer, called `empty`."""
    listed = choices if callable(choices) else lambda: choices
    return forms.ChoiceField(
        label=label,
        required=required,
        help_text=help_text,
        choices=lambda: [("", empty), *listed()],
    )


def codes_field(
    vocabulary: str, label: "Text", *, only: frozenset[str] | None = None, help_text: "Text" = ""
) -> forms.MultipleChoiceField:
    """Return tick boxes for several codes, perhaps only some of the vocabulary."""
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            (code, name) for code, name in choices_of(vocabulary)() if only is None or code in only
        ],
    )


def languages_field(label: "Text") -> forms.MultipleChoiceField:
    """Return a list of languages of which several may be chosen."""
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=language_choices,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Hold Ctrl (or ⌘) to choose more than one."),
    )


def text_field(label: "Text", *, rows: int = 4, help_text: "Text" = "") -> GuardedText:
    """Return a field for free text, read by the guard and sealed when it is stored."""
    return GuardedText(
        label=label,
        required=False,
        max_length=MAX_TEXT,
        help_text=format_lazy("{} {}", help_text, LEAVE_OUT) if help_text else LEAVE_OUT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line_field(label: "Text", *, help_text: "Text" = "", required: bool = False) -> forms.CharField:
    """Return a field for one line of text; browsers are told not to remember it."""
    return forms.CharField(**_of_a_line(label, help_text, required=required))


def guarded_line(label: "Text", *, help_text: "Text" = "") -> GuardedText:
    """Return a field for one line about a case, read by the guard."""
    return GuardedText(**_of_a_line(label, help_text, required=False))


def _of_a_line(label: "Text", help_text: "Text", *, required: bool) -> dict[str, Any]:
    return {
        "label": label,
        "required": required,
        "max_length": MAX_LINE,
        "help_text": help_text,
        "widget": forms.TextInput(attrs={"autocomplete": "off"}),
    }


def day_field(label: "Text", *, required: bool = True, help_text: "Text" = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class MonthField(forms.DateField):
    """A month, kept as its first day: coarser than a birthday."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2027-05"}, format="%Y-%m")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d", "%m/%Y"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day.replace(day=1) if day else None
