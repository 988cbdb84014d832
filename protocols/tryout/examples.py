"""Example cases: what is answered, and the path that a run should take. Pure.

A library file `NAME.bpmn` has its examples beside it in `NAME.examples.yaml`, a list of:

    - name: {es: …, eu: …, pt: …, en: …}
      moves:
        - {do: complete, element: t1, answers: {danger: true, visits: 2}}
        - {do: decline, element: t2}      # she refuses, or it no longer applies
        - {do: fire, element: w1}         # the time of this timer is up
      path: [t1, t2, w1, t3, e1]

The path names the steps, waits, notices, flowcharts opened and ends in the order in which the run
comes to them; the order does not count among those reached by one move. Timers on a step are
named by the move that fires them, not in the path.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Self

from protocols.actions import Action, Deed
from protocols.elements import Labels

LANGUAGES = ("es", "eu", "pt", "en")
MAX_MOVES = 200
MAX_PATH = 1000
MAX_NAME = 200
MAX_ELEMENT = 200


class MalformedExample(ValueError):
    """What was given is no example; the message says where, in English, for who wrote the file."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example case of a flowchart."""

    names: Labels
    moves: tuple[Action, ...]
    path: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "name": dict(self.names),
            "moves": [move.to_json() for move in self.moves],
            "path": list(self.path),
        }

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Return the example that `to_json` or a file wrote; MalformedExample for anything else."""
        told = _mapping(stored, "an example", {"name", "moves", "path"})
        moves = _list(told["moves"], "moves", MAX_MOVES)
        path = _list(told["path"], "path", MAX_PATH)
        return cls(
            names=_names(told["name"]),
            moves=tuple(read_move(move) for move in moves),
            path=tuple(_text(element, "path", MAX_ELEMENT) for element in path),
        )


def read_examples(content: Any) -> tuple[Example, ...]:
    """Return the examples of a file, as a YAML reader gave them; MalformedExample says what is wrong."""
    return tuple(Example.from_json(item) for item in _list(content, "the file", MAX_PATH))


def read_move(stored: Any) -> Action:
    """Return a move as `Action.to_json` writes it; MalformedExample for anything else."""
    told = _mapping(stored, "a move", {"do", "element"}, {"answers"})
    if told["do"] not in list(Deed):
        raise MalformedExample(f"do: one of {', '.join(Deed)}.")
    answers = _mapping(told.get("answers", {}), "answers", frozenset(), None)
    if answers and told["do"] != Deed.COMPLETE:
        raise MalformedExample("answers: only where a step is completed.")
    for name, answer in answers.items():
        if not isinstance(answer, bool | str | int | float):
            raise MalformedExample(f"answers: {name} is neither yes or no, nor a code or number.")
    return Action(Deed(told["do"]), _text(told["element"], "element", MAX_ELEMENT), dict(answers))


def _names(given: Any) -> Labels:
    names = _mapping(given, "name", frozenset(), frozenset(LANGUAGES))
    if not names:
        raise MalformedExample("name: in at least one language.")
    return {language: _text(name, "name", MAX_NAME) for language, name in names.items()}


def _mapping(
    given: Any, what: str, needed: AbstractSet[str], allowed: AbstractSet[str] | None = frozenset()
) -> Mapping[str, Any]:
    """Return what must be a mapping with these keys; with `allowed` None it may have any others."""
    if not isinstance(given, Mapping) or not all(isinstance(key, str) for key in given):
        raise MalformedExample(f"{what}: names and values are expected.")
    unknown = frozenset() if allowed is None else given.keys() - needed - allowed
    if needed - given.keys() or unknown:
        wrong = ", ".join(sorted(needed - given.keys() | unknown))
        raise MalformedExample(f"{what}: missing or unknown: {wrong}.")
    return given


def _list(given: Any, what: str, most: int) -> list[Any]:
    if not isinstance(given, list | tuple) or len(given) > most:
        raise MalformedExample(f"{what}: a list of at most {most} is expected.")
    return list(given)


def _text(given: Any, what: str, most: int) -> str:
    if not isinstance(given, str) or not 0 < len(given.strip()) <= most:
        raise MalformedExample(f"{what}: a text of 1 to {most} characters is expected.")
    return given
