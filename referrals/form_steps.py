"""A step that names a form of the library: its questions, and those the step asks besides.

Coded answers of the form whose name, kind and values are those of a field of the step are the
step's answers too; the rest, and all narrative, stay sealed in the form.
"""

from typing import Any, Self

from django.utils.translation import gettext as _

from cases.forms.assessments import AssessmentForm
from cases.forms.merging import merged
from cases.models import Assessment
from cases.selectors.versions import answers_now_and_before
from cases.services.writing import version_of
from protocols.elements import Field, UserTask
from protocols.expressions import Answer
from protocols.forms import answer_field
from questionnaires.answers import answered_sections
from questionnaires.definitions import Item
from questionnaires.forms import initial_of

BESIDES = "step_"


def asks_alike(item: Item | None, field: Field) -> bool:
    """Say whether a question of a form answers a field of a step: same kind, same values."""
    if item is None or item.type.value != field.type.value:
        return False
    return set(item.options) == set(field.values)


class FilledStepForm(AssessmentForm):
    """The form of a step, with the fields of the step that it does not ask itself."""

    def __init__(self, *args: Any, task: UserTask, **options: Any) -> None:
        super().__init__(*args, **options)
        self.task = task
        self.changed_meanwhile: list[tuple[str, str]] = []
        items = self.questionnaire.items
        self.besides = [one for one in task.fields if not asks_alike(items.get(one.name), one)]
        self.fed = [one.name for one in task.fields if one not in self.besides]
        for one in self.besides:
            asked = answer_field(one)
            asked.required = not self.is_draft
            self.fields[f"{BESIDES}{one.name}"] = asked
        self._options = {"task": task, **options}

    def clean(self) -> dict[str, Any]:
        """Ask for what the flowchart needs, be it optional in the form."""
        data = super().clean()
        if not self.is_draft:
            answered = self.answers()
            for name in self.fed:
                if name not in answered and name not in self.errors:
                    self.add_error(name, _("Answer this question."))
        return data

    def step_answers(self) -> dict[str, Answer]:
        """Return the step's answers as the engine takes them."""
        answers = self.answers()
        told: dict[str, Any] = {name: answers[name] for name in self.fed}
        said = {"yes": True, "no": False}
        for one in self.besides:
            value = self.cleaned_data[f"{BESIDES}{one.name}"]
            told[one.name] = said.get(value, value) if isinstance(value, str) else value
        return told

    def brought_together(self, draft: Assessment | None) -> Self:
        """Return the form to send again: what she typed, beside what was saved meanwhile."""
        if draft is None or self.version_seen() == version_of(draft):
            return self
        now, before = answers_now_and_before(draft, self.version_seen())
        names = self.questionnaire.items
        data = merged(
            self,
            before={name: initial_of(before).get(name) for name in names},
            now={name: initial_of(now).get(name) for name in names},
        )
        data["seen"] = str(version_of(draft))
        again = type(self)(data, **{**self._options, "draft": draft})
        changed = {name: answer for name, answer in now.items() if before.get(name) != answer}
        again.changed_meanwhile = [
            row for _legend, rows in answered_sections(self.questionnaire, changed) for row in rows
        ]
        return again
