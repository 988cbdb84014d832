"""An arrow: its words, where it leads, and on which answers, chosen from drop-downs."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protocols.checker.answers import asked_on_every_path
from protocols.definition import Definition
from protocols.elements import Field, FieldType, Gateway, GatewayKind
from protocols.expressions import Comparison, Condition
from protocols.studio import edits
from protocols.studio.forms.base import WORDS, WordsForm, begin_words
from protocols.studio.words import in_words

ROWS = 3
PART = re.compile(r"\s*[A-Za-z_]\w*\s*((==|!=|<=?|>=?)\s*[^&|!()<>=]+)?")
ALL, ANY = "all", "any"
SIGNS = {ALL: "&&", ANY: "||"}
IS, IS_NOT = _("%(field)s: %(value)s"), _("%(field)s: not %(value)s")
NUMBER_WORDS = {
    ">=": _("%(field)s: at least"),
    "<=": _("%(field)s: at most"),
    ">": _("%(field)s: more than"),
    "<": _("%(field)s: less than"),
    "==": _("%(field)s: exactly"),
    "!=": _("%(field)s: not exactly"),
}


def statements(fields: Iterable[Field]) -> list[tuple[str, str]]:
    """Return everything that can be said of these answers, as choices: `risk == 'high'`."""
    found: list[tuple[str, str]] = []
    for item in fields:
        name = in_words(item.labels) or item.name
        if item.type is FieldType.NUMBER:
            found += [
                (f"{item.name} {sign}", words % {"field": name})
                for sign, words in NUMBER_WORDS.items()
            ]
        elif item.type is FieldType.YESNO:
            for code, value in (("true", _("yes")), ("false", _("no"))):
                found.append((f"{item.name} == {code}", IS % {"field": name, "value": value}))
        else:
            for code in item.values:
                said = {"field": name, "value": in_words(item.value_labels.get(code, {})) or code}
                found.append((f"{item.name} == '{code}'", IS % said))
                found.append((f"{item.name} != '{code}'", IS_NOT % said))
    return found


def take_apart(condition: Condition | None) -> tuple[str, list[tuple[str, float | None]]] | None:
    """Return how a condition joins its statements, and these; None for one that drop-downs lack."""
    if condition is None:
        return ALL, []
    joined = ANY if "||" in condition.text else ALL
    parts = condition.text.split(SIGNS[joined])
    if len(parts) > ROWS or not all(PART.fullmatch(part) for part in parts):
        return None
    return joined, [_row(comparison) for comparison in condition.comparisons]


def _row(comparison: Comparison) -> tuple[str, float | None]:
    name, sign, value = comparison.field, comparison.operator or "==", comparison.value
    if isinstance(value, bool) or value is None:
        holds = (value is not False) == (sign == "==")
        return f"{name} == {'true' if holds else 'false'}", None
    if isinstance(value, str):
        return f"{name} {sign} '{value}'", None
    return f"{name} {sign}", float(value)


def _said(statement: str, value: float | None) -> str:
    if value is None:
        return statement
    return f"{statement} {value:.6f}".rstrip("0").rstrip(".")


class FlowForm(WordsForm):
    """An arrow. Only one out of a decision, or of branches that may apply, asks for answers."""

    needs_words = False
    target = forms.ChoiceField(label=_("Leads to"))
    is_default = forms.BooleanField(label=_("Taken when no answer fits"), required=False)
    joined = forms.ChoiceField(
        label=_("Taken when"),
        required=False,
        choices=[(ALL, _("all of these hold")), (ANY, _("any of these holds"))],
    )
    statement_1 = forms.ChoiceField(label=_("Answer"), required=False)
    number_1 = forms.FloatField(label=_("Number"), required=False, min_value=-1e6, max_value=1e6)
    statement_2 = forms.ChoiceField(label=_("Second answer"), required=False)
    number_2 = forms.FloatField(label=_("Number"), required=False, min_value=-1e6, max_value=1e6)
    statement_3 = forms.ChoiceField(label=_("Third answer"), required=False)
    number_3 = forms.FloatField(label=_("Number"), required=False, min_value=-1e6, max_value=1e6)
    fieldsets = ((_("Words on the arrow"), WORDS),)

    @property
    def asks(self) -> bool:
        """Whether the arrow leaves a split that asks."""
        source = self.definition.nodes[self.definition.flows[self.element].source]
        return (
            isinstance(source, Gateway)
            and source.kind is not GatewayKind.PARALLEL
            and len(self.definition.outgoing[source.id]) > 1
        )

    def begin(self) -> dict[str, Any]:
        flow = self.definition.flows[self.element]
        source = self.definition.nodes[flow.source]
        found = take_apart(flow.condition)
        joined, rows = found or ("", [])
        begun: dict[str, Any] = {
            **begin_words(flow.labels),
            "target": flow.target,
            "is_default": isinstance(source, Gateway) and source.default == flow.id,
            "joined": joined,
        }
        for number, (statement, value) in enumerate(rows, start=1):
            begun |= {f"statement_{number}": statement, f"number_{number}": value}
        return begun

    def prepare(self) -> None:
        flow = self.definition.flows[self.element]
        targets = [pair for pair in self.targets() if pair[0] != flow.source]
        self.set_choices("target", targets)
        if not self.asks:
            for name in ("is_default", "joined", *self._rows()):
                del self.fields[name]
            return
        asked = asked_on_every_path(self.definition)[flow.source]
        known = statements(item for name, item in self.definition.fields.items() if name in asked)
        begun = [self.initial.get(f"statement_{n}", "") for n in range(1, ROWS + 1)]
        other = [(text, text) for text in begun if text and text not in dict(known)]
        for name in self._rows():
            if name.startswith("statement"):
                self.set_choices(name, [("", _("—")), *known, *other])
        if flow.condition and not self.initial["joined"]:
            keep = ("", _("as written: %(text)s") % {"text": flow.condition.text})
            self.set_choices(
                "joined", [keep, (ALL, _("all of these hold")), (ANY, _("any of these holds"))]
            )

    @staticmethod
    def _rows() -> list[str]:
        return [f"{kind}_{n}" for n in range(1, ROWS + 1) for kind in ("statement", "number")]

    def clean(self) -> dict[str, Any]:
        """A number stands beside each statement that needs one."""
        data = super().clean()
        for row in range(1, ROWS + 1):
            needs = data.get(f"statement_{row}", "").endswith(tuple("<>="))
            if needs and data.get(f"number_{row}") is None and f"number_{row}" not in self.errors:
                self.add_error(f"number_{row}", _("Say which number."))
        return data

    def condition(self) -> str | None:
        """Return the condition that was chosen, "" for none, None for the one that stands."""
        data = self.cleaned_data
        rows = [
            (statement, data.get(f"number_{row}") if statement.endswith(tuple("<>=")) else None)
            for row in range(1, ROWS + 1)
            if (statement := data.get(f"statement_{row}", ""))
        ]
        joined = data.get("joined", "")
        if not rows and not joined:
            return None
        if (joined, rows) == take_apart(self.definition.flows[self.element].condition):
            return None
        return f" {SIGNS[joined or ALL]} ".join(
            _said(statement, value) for statement, value in rows
        )

    def edit(self, definition: Definition) -> Definition:
        changed = edits.set_flow_labels(definition, self.element, self.labels)
        if self.asks:
            condition = self.condition()
            if self.cleaned_data["is_default"]:
                changed = edits.set_default(changed, self.element)
            elif condition is not None:
                changed = edits.set_condition(changed, self.element, condition)
        if self.cleaned_data["target"] != definition.flows[self.element].target:
            changed = edits.redirect(changed, self.element, self.cleaned_data["target"])
        return changed
