"""Moves a run along its flowchart: plain state in, new state and events out.

Pure: no clock, no database, no input or output. The caller keeps the state as rows, starts the
clocks of running timers and opens what the events name. Every function either returns a complete
new state or raises an `EngineError` and changes nothing.
"""

from collections.abc import Mapping

from protocols.definition import BoundaryTimer, CatchTimer, Definition
from protocols.expressions import Answer
from protocols.graph import reach
from protocols.migration.carry import migrate
from protocols.moves import Move
from protocols.state import (
    AnswerRefused,
    EngineError,
    Event,
    EventKind,
    NotMigratable,
    NotWaiting,
    State,
    Unsound,
)

__all__ = [
    "AnswerRefused",
    "EngineError",
    "Event",
    "EventKind",
    "NotMigratable",
    "NotWaiting",
    "State",
    "Unsound",
    "complete",
    "decline",
    "end",
    "fire",
    "migrate",
    "reachable_steps",
    "start",
]

Moved = tuple[State, tuple[Event, ...]]


def start(definition: Definition) -> Moved:
    """Begin a run: goes on until every token waits for a person, a timer or another branch."""
    move = Move(definition, State())
    move.report(EventKind.RUN_STARTED, definition.start.id)
    move.follow_all(definition.outgoing[definition.start.id], source="")
    return move.settle()


def complete(
    definition: Definition, state: State, step: str, answers: Mapping[str, Answer] | None = None
) -> Moved:
    """Close a waiting step with its coded answers; a field left out stays unanswered.

    Raises NotWaiting when the step does not wait, AnswerRefused for an answer it does not ask.
    """
    task = definition.step(step)
    if task is None or step not in state.steps:
        raise NotWaiting("The step does not wait for anybody.", step)
    given = answers or {}
    asked = {item.name: item for item in task.fields}
    for name, answer in given.items():
        if name not in asked or not asked[name].admits(answer):
            raise AnswerRefused(f"{name} is not answered like this.", step)
    move = Move(definition, state)
    move.close(step, EventKind.STEP_COMPLETED)
    move.answers.update(
        {name: float(a) if type(a) is int else a for name, a in given.items()},
    )
    move.follow_all(definition.ordinary_flows(step), source=step)
    return move.settle()


def decline(definition: Definition, state: State, step: str) -> Moved:
    """Close a waiting step that she refuses or that no longer applies; its fields are unanswered.

    The run takes the step's `on_decline` flow, or its ordinary flow when it has none.
    """
    task = definition.step(step)
    if task is None or step not in state.steps:
        raise NotWaiting("The step does not wait for anybody.", step)
    move = Move(definition, state)
    move.close(step, EventKind.STEP_DECLINED)
    if task.on_decline:
        move.follow(definition.flows[task.on_decline], source=step)
    else:
        move.follow_all(definition.ordinary_flows(step), source=step)
    return move.settle()


def fire(definition: Definition, state: State, timer: str) -> Moved:
    """Let a running timer go off: it ends a wait, cancels its step, or starts a side branch.

    A side branch that is still open is not started twice. NotWaiting when the timer does not run.
    """
    if timer not in state.timers:
        raise NotWaiting("The timer does not run.", timer)
    move = Move(definition, state)
    source = move.timers.pop(timer)
    move.report(EventKind.TIMER_FIRED, timer, source)
    node = definition.nodes[timer]
    if isinstance(node, CatchTimer):
        move.follow_all(definition.outgoing[timer], source=source)
    elif isinstance(node, BoundaryTimer) and node.interrupting:
        move.close(node.attached_to, EventKind.STEP_CANCELLED)
        move.follow_all(definition.outgoing[timer], source=source)
    elif not move.is_open(definition.side_branches[timer]):
        move.follow_all(definition.outgoing[timer], source=source)
    return move.settle()


def end(definition: Definition, state: State) -> Moved:
    """End a run from any state because a person says so; everything that waits is cancelled."""
    if state.ended:
        raise NotWaiting("The run has already ended.")
    move = Move(definition, state)
    move.finish(element="", source="")
    return move.settle()


def reachable_steps(definition: Definition, state: State) -> frozenset[str]:
    """Return the steps that wait now or may still open, whatever is answered from here on."""
    if state.ended:
        return frozenset()
    successors = {
        node_id: (
            *(flow.target for flow in definition.outgoing[node_id]),
            *(timer.id for timer in definition.boundaries.get(node_id, ())),
        )
        for node_id in definition.nodes
    }
    tokens = (*state.steps, *state.timers, *state.joins)
    return reach(successors, tokens) & definition.steps.keys()
