"""What can be done to a waiting run, as plain values: a path is one thing after another. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from protocols import engine
from protocols.definition import Definition
from protocols.expressions import Answer
from protocols.state import State


class Deed(StrEnum):
    """The kinds of moves: a step is completed or declined, or a timer goes off."""

    COMPLETE = "complete"
    DECLINE = "decline"
    FIRE = "fire"


@dataclass(frozen=True, slots=True)
class Action:
    """One move of a run at a step or a timer; `answers` only where a step is completed."""

    deed: Deed
    element: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def apply(self, definition: Definition, state: State) -> engine.Moved:
        """Do it in the engine; EngineError when it cannot be done."""
        if self.deed is Deed.FIRE:
            return engine.fire(definition, state, self.element)
        if self.deed is Deed.DECLINE:
            return engine.decline(definition, state, self.element)
        return engine.complete(definition, state, self.element, self.answers)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        told: dict[str, Any] = {"do": str(self.deed), "element": self.element}
        return {**told, "answers": dict(self.answers)} if self.answers else told


Path = tuple[Action, ...]
