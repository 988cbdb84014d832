"""Conditions on flows: a small part of CEL over the coded answers of a run. Pure.

Only comparisons of a field with one of its values, yes/no fields by themselves, `&&`, `||`, `!`
and brackets. `yesno` is a CEL bool, `choice` a string, `number` a double.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import cel

Answer = bool | str | float

MAX_CHARACTERS = 500
TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<number>-?\d{1,12}(?:\.\d{1,6})?)"
    r"|'(?P<single>[\w.:-]*)'|\"(?P<double>[\w.:-]*)\"|(?P<sign>&&|\|\||[=!<>]=|[<>!()]))",
    re.ASCII,
)
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
ORDERINGS = COMPARISONS - {"==", "!="}
FUNCTIONS = frozenset(
    {"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "_&&_", "_||_", "!_"},
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or sign of a condition."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field beside a value; a yes/no field by itself has no operator and no value."""

    field: str
    operator: str = ""
    value: Answer | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The text of a condition and its compiled form; `problem` says why it cannot be used."""

    text: str
    problem: str = ""
    comparisons: tuple[Comparison, ...] = ()
    program: Any = field(default=None, compare=False, repr=False)

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        """Return whether it is true; what cannot be evaluated (an answer missing) counts as false."""
        if self.program is None:
            return False
        try:
            return self.program.execute(dict(answers)) is True
        except (RuntimeError, TypeError, ValueError):
            return False


@lru_cache(maxsize=1024)
def compile_condition(text: str) -> Condition:
    """Compile the text of a condition; a bad one is returned with its `problem`, never raised."""
    text = text.strip()
    if not 0 < len(text) <= MAX_CHARACTERS:
        return Condition(text[:MAX_CHARACTERS], problem="too_long" if text else "empty")
    tokens = _tokens(text)
    comparisons = None if tokens is None else _comparisons(tokens)
    if comparisons is None:
        return Condition(text, problem="not_allowed" if tokens is None else "not_a_comparison")
    try:
        program = cel.compile(text)
    except ValueError:
        return Condition(text, problem="syntax")
    if not set(program.functions()) <= FUNCTIONS:
        return Condition(text, problem="not_allowed")
    return Condition(text, comparisons=comparisons, program=program)


def _tokens(text: str) -> list[Token] | None:
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            return None
        kind = str(match.lastgroup)
        found.append(Token("text" if kind in {"single", "double"} else kind, match[kind]))
        position = match.end()
    return found


def _comparisons(tokens: list[Token]) -> tuple[Comparison, ...] | None:
    """Pair every field with the value it is compared with; None when something stands alone."""
    found: list[Comparison] = []
    used: set[int] = set()
    for index, token in enumerate(tokens):
        if token.kind == "sign" and token.text in COMPARISONS:
            pair = _comparison(tokens, index)
            if pair is None or {index - 1, index + 1} & used:
                return None
            used |= {index - 1, index + 1}
            found.append(pair)
    for index, token in enumerate(tokens):
        if index in used or token.kind == "sign":
            continue
        if not _is_field(token):
            return None
        found.append(Comparison(token.text))
    return tuple(found)


def _comparison(tokens: list[Token], index: int) -> Comparison | None:
    if not 0 < index < len(tokens) - 1:
        return None
    before, after = tokens[index - 1], tokens[index + 1]
    if _is_field(before) and not _is_field(after) and after.kind != "sign":
        return Comparison(before.text, tokens[index].text, _value(after))
    if _is_field(after) and not _is_field(before) and before.kind != "sign":
        return Comparison(after.text, tokens[index].text, _value(before))
    return None


def _is_field(token: Token) -> bool:
    return token.kind == "word" and token.text not in {"true", "false"}


def _value(token: Token) -> Answer:
    if token.kind == "word":
        return token.text == "true"
    return float(token.text) if token.kind == "number" else token.text
