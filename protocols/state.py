"""Where a run stands, and what happened when it moved: plain values that become rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from protocols.expressions import Answer


class EngineError(Exception):
    """The move is not possible; the state is unchanged. `element` is the BPMN id concerned."""

    def __init__(self, message: str, element: str = "") -> None:
        super().__init__(message)
        self.element = element


class NotWaiting(EngineError):
    """The step or timer does not wait here: unknown, already closed, or the run has ended."""


class AnswerRefused(EngineError):
    """An answer names a field the step does not ask, or is none of its values."""


class Unsound(EngineError):
    """The file would make the run stick or double: only files never proved sound do this."""


class Doubled(Unsound):
    """Two tokens would be in one step, wait or branch of a join at once."""


class NotMigratable(EngineError):
    """The state has no place in the other version; `element` says what has none."""


class EventKind(StrEnum):
    """What the engine reports, in the order in which it happened."""

    RUN_STARTED = "run_started"
    STEP_OPENED = "step_opened"
    STEP_COMPLETED = "step_completed"
    STEP_DECLINED = "step_declined"
    STEP_CANCELLED = "step_cancelled"
    TIMER_STARTED = "timer_started"
    TIMER_FIRED = "timer_fired"
    TIMER_CANCELLED = "timer_cancelled"
    NOTICE_SENT = "notice_sent"
    PROTOCOL_CALLED = "protocol_called"
    BRANCH_ENDED = "branch_ended"
    RUN_ENDED = "run_ended"
    RUN_MIGRATED = "run_migrated"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at `element`.

    `source` is the step that the token came from, the last one a person completed or declined on
    its way; "" when it comes straight from the start. RUN_ENDED and BRANCH_ENDED name the end
    event ("" when a person ended the run).
    """

    kind: EventKind
    element: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a run stands. Everything in it is an id, a code or a coded answer.

    `steps`: waiting step -> the step its token came from. `timers`: running timer (catch event or
    boundary event) -> likewise, for a boundary event that of its step. `joins`: join -> the flows
    over which a token has arrived. `answers`: field -> answer, unanswered fields are absent.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    timers: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    ended: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "steps": dict(self.steps),
            "timers": dict(self.timers),
            "joins": {join: list(flows) for join, flows in self.joins.items()},
            "answers": dict(self.answers),
            "ended": self.ended,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the state that `to_json` wrote."""
        return cls(
            steps=stored["steps"],
            timers=stored["timers"],
            joins={join: tuple(flows) for join, flows in stored["joins"].items()},
            answers=stored["answers"],
            ended=stored["ended"],
        )
