"""A form of the library as a page asks it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.answers import MAX_TEXT, missing
from questionnaires.definitions import Answers, Item, ItemType, Questionnaire, in_words

_FEW = 8
_EARLIEST = date(1900, 1, 1)


class QuestionnaireForm(forms.Form):
    """All questions of a form, in its sections; `seen` is the version of the draft it was made of.

    As a draft nothing must be answered, but what is answered must still be a number or a day.
    """

    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, questionnaire: Questionnaire, **options: Any) -> None:
        super().__init__(*args, **options)
        self.questionnaire = questionnaire
        self.is_draft = "draft" in self.data
        asked = questionnaire.items
        for name, item in asked.items():
            self.fields[name] = _field(item, asked)
        self.fieldsets: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
            (in_words(section.labels), tuple(item.name for item in section.items))
            for section in questionnaire.sections
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what must be answered, of those alone whom the question is for."""
        data = super().clean() or {}
        if not self.is_draft:
            for name in missing(self.questionnaire, self.answers()):
                if name not in self.errors:
                    self.add_error(name, _("Answer this question."))
        return data

    def answers(self) -> Answers:
        """Return what was answered, as it is stored."""
        told = {
            name: _stored(item, self.cleaned_data.get(name))
            for name, item in self.questionnaire.items.items()
        }
        return {name: answer for name, answer in told.items() if answer not in (None, "", [])}

    def version_seen(self) -> int:
        """Return the version of the draft that the page was made of; 0 for a new form."""
        told = self.cleaned_data.get("seen", "")
        return int(told) if told.isdecimal() else 0


def initial_of(answers: Answers) -> dict[str, Any]:
    """Return stored answers as the form shows them."""
    said = {True: "yes", False: "no"}
    return {
        name: said[answer] if isinstance(answer, bool) else answer
        for name, answer in answers.items()
    }


def _stored(item: Item, value: Any) -> Any:
    if item.type is ItemType.YESNO:
        return {"yes": True, "no": False}.get(value)
    return value.isoformat() if isinstance(value, date) else value


def _field(item: Item, asked: Mapping[str, Item]) -> forms.Field:
    options: dict[str, Any] = {
        "label": in_words(item.labels),
        "required": False,
        "help_text": _help(item, asked),
    }
    if item.type is ItemType.NUMBER:
        return forms.FloatField(min_value=item.least, max_value=item.most, **options)
    if item.type is ItemType.DATE:
        return _DayField(future=item.future, **options)
    if item.type is ItemType.NARRATIVE:
        text = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(max_length=MAX_TEXT, widget=text, **options)
    choices = [(code, item.option_label(code)) for code in item.options]
    if item.type is ItemType.SEVERAL:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=choices, widget=boxes, **options)
    if item.type is ItemType.YESNO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    if not item.required:
        choices = [("", _("No answer")), *choices]
    widget = forms.RadioSelect if len(choices) <= _FEW else forms.Select
    return forms.ChoiceField(choices=choices, widget=widget, **options)


def _help(item: Item, asked: Mapping[str, Item]) -> str:
    """Return the help, beginning with whom the question is for, and that it must be answered."""
    told = [in_words(item.help)]
    if item.when is not None:
        before = asked[item.when.item]
        said = {"yes": _("Yes"), "no": _("No")}
        answers = ", ".join(
            before.option_label(code) if before.options else said[code] for code in item.when.values
        )
        told.insert(
            0,
            _("Only if “%(question)s” is: %(answers)s.")
            % {"question": in_words(before.labels), "answers": answers},
        )
    if item.required:
        told.append(_("Needed before the form is finished."))
    return " ".join(filter(None, told))


class _DayField(forms.DateField):
    """A day that can have been, or (with `future`) can come."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, future: bool, **options: Any) -> None:
        super().__init__(**options)
        self.future = future

    def validate(self, value: Any) -> None:
        """Refuse a day that cannot be meant."""
        super().validate(value)
        if value is None:
            return
        if value < _EARLIEST:
            raise ValidationError(_("This day is too long ago."))
        if value > timezone.localdate() and not self.future:
            raise ValidationError(_("This day has not come yet."))
