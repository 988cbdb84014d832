"""What people fill in when they try a flowchart out."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.languages import language_name
from protocols.actions import Action, Deed
from protocols.definition import Definition, UserTask
from protocols.elements import Field, FieldType
from protocols.expressions import Answer
from protocols.forms import answer_field
from protocols.tryout.examples import LANGUAGES, MAX_MOVES, MAX_NAME, MAX_PATH, Example

MAX_TEXT = 10_000
YES_NO = {"yes": True, "no": False}


class MoveForm(forms.Form):
    """The answers that a step asks, as it would ask them in a case."""

    def __init__(self, *args: Any, task: UserTask, at: int, **options: Any) -> None:
        """`at`: how many moves the walk had when the page was shown."""
        super().__init__(*args, **options)
        hidden = {"move-do": Deed.COMPLETE, "move-element": task.id, "move-at": at}
        for name, value in hidden.items():
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value)
        self._asked = [item.name for item in task.fields]
        for item in task.fields:
            self.fields[item.name] = answer_field(item)

    def answers(self) -> dict[str, Answer]:
        """Return the answers as the engine takes them."""
        given = {name: self.cleaned_data[name] for name in self._asked}
        return {
            name: YES_NO.get(value, value) if isinstance(value, str) else value
            for name, value in given.items()
        }


class ExampleForm(forms.Form):
    """An example case: its name in each language, what is done, and the path expected."""

    moves = forms.CharField(
        label=_("What is done, one move a line"),
        help_text=_(
            "“complete t1 danger=yes”, “decline t2” when she refuses, “fire w1” when a time is up."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MAX_TEXT,
        required=False,
    )
    path = forms.CharField(
        label=_("Expected path, one element a line"),
        help_text=_("Steps, waits, notices, flowcharts opened and ends, in the order of the run."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MAX_TEXT,
    )

    def __init__(self, *args: Any, definition: Definition, **options: Any) -> None:
        super().__init__(*args, **options)
        self._definition = definition
        names = {}
        for language in LANGUAGES:
            label = gettext("Name in %(language)s") % {"language": language_name(language)}
            names[f"name_{language}"] = forms.CharField(
                label=label, max_length=MAX_NAME, required=False
            )
        self.fields = {**names, **self.fields}

    def clean_moves(self) -> tuple[Action, ...]:
        """Return the moves; an error names the line that cannot be read."""
        lines = _lines(self.cleaned_data["moves"])
        if len(lines) > MAX_MOVES:
            raise forms.ValidationError(gettext("At most %(most)d lines.") % {"most": MAX_MOVES})
        return tuple(self._move(number, line) for number, line in enumerate(lines, start=1))

    def clean_path(self) -> tuple[str, ...]:
        """Return the elements; each must be in the flowchart."""
        lines = _lines(self.cleaned_data["path"])
        if len(lines) > MAX_PATH:
            raise forms.ValidationError(gettext("At most %(most)d lines.") % {"most": MAX_PATH})
        for number, element in enumerate(lines, start=1):
            self._check_element(number, element)
        return tuple(lines)

    def clean(self) -> dict[str, Any]:
        """Ask for a name in at least one language."""
        data = super().clean() or {}
        if not any(data.get(f"name_{language}") for language in LANGUAGES):
            self.add_error(f"name_{LANGUAGES[0]}", gettext("Give it a name in some language."))
        return data

    def example(self) -> Example:
        """Return the example case that was filled in."""
        data = self.cleaned_data
        names = {language: data[f"name_{language}"] for language in LANGUAGES}
        return Example(
            {language: name for language, name in names.items() if name},
            data["moves"],
            data["path"],
        )

    def _move(self, number: int, line: str) -> Action:
        deed, *words = line.split()
        if deed not in list(Deed) or not words:
            raise _unreadable(number, gettext("complete, decline or fire, then an element"))
        element, *given = words
        self._check_element(number, element)
        task = self._definition.step(element)
        asked = {item.name: item for item in task.fields} if task else {}
        if given and deed != Deed.COMPLETE:
            raise _unreadable(number, gettext("answers only where a step is completed"))
        return Action(
            Deed(deed), element, dict(self._answer(number, word, asked) for word in given)
        )

    def _answer(self, number: int, word: str, asked: dict[str, Field]) -> tuple[str, Answer]:
        name, _sign, value = word.partition("=")
        if name not in asked:
            raise _unreadable(number, gettext("this step does not ask “%(name)s”") % {"name": name})
        answer = _read_answer(asked[name], value)
        if answer is None or not asked[name].admits(answer):
            raise _unreadable(number, gettext("“%(word)s” is no answer to it") % {"word": word})
        return name, answer

    def _check_element(self, number: int, element: str) -> None:
        if element not in self._definition.nodes:
            problem = gettext("there is no element “%(element)s”") % {"element": element}
            raise _unreadable(number, problem)


def initial_of(example: Example) -> dict[str, str]:
    """Return what a form shows of an example case."""
    return {
        **{f"name_{language}": example.names.get(language, "") for language in LANGUAGES},
        "moves": "\n".join(_line(move) for move in example.moves),
        "path": "\n".join(example.path),
    }


def _line(move: Action) -> str:
    words = {True: "yes", False: "no"}
    answers = (
        f"{name}={words[answer] if isinstance(answer, bool) else answer}"
        for name, answer in move.answers.items()
    )
    return " ".join([str(move.deed), move.element, *answers])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _read_answer(item: Field, value: str) -> Answer | None:
    if item.type is FieldType.YESNO:
        return YES_NO.get(value)
    if item.type is FieldType.CHOICE:
        return value
    try:
        return float(value)
    except ValueError:
        return None


def _unreadable(number: int, problem: str) -> forms.ValidationError:
    said = {"number": number, "problem": problem}
    return forms.ValidationError(gettext("Line %(number)d: %(problem)s.") % said)
