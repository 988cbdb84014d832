"""Moves a run along its flowchart: plain state in, new state and events out.

Pure: no clock, no database, no input or output. The caller keeps the state as rows, starts the
clocks of running timers and opens what the events name. Every function either returns a complete
new state or raises an `EngineError` and changes nothing.
"""

from collections.abc import Mapping

from protocols.definition import BoundaryTimer, CatchTimer, Definition
from protocols.expressions import Answer
from protocols.graph import reach
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


def migrate(
    old: Definition, new: Definition, state: State, mapping: Mapping[str, str] | None = None
) -> Moved:
    """Move a waiting run to another version; elements keep their id unless `mapping` renames them.

    Running timers go on (the caller keeps their dates), timers that only the new version has start
    anew. Raises NotMigratable for a step, timer or join that has no place, or two that share one.
    """
    if state.ended:
        raise NotWaiting("The run has already ended.")
    names = mapping or {}
    move = Move(new, State())
    for step, source in state.steps.items():
        _place(move, old, names.get(step, step), source)
    for timer, source in state.timers.items():
        _place_timer(move, old.nodes[timer], names.get(timer, timer), source)
    for join, flows in state.joins.items():
        if join not in new.nodes or not all(
            flow in new.flows and new.flows[flow].target == join for flow in flows
        ):
            raise NotMigratable("Arrived branches have no place in the new version.", join)
        move.joins[join] = list(flows)
    move.answers.update(
        {
            name: answer
            for name, answer in state.answers.items()
            if name in new.fields and new.fields[name].admits(answer)
        }
    )
    move.report(EventKind.RUN_MIGRATED, new.start.id)
    for timer in set(move.timers) - {names.get(timer, timer) for timer in state.timers}:
        move.report(EventKind.TIMER_STARTED, timer, move.timers[timer])
    return move.settle()


def _place(move: Move, old: Definition, step: str, source: str) -> None:
    if move.definition.step(step) is None:
        raise NotMigratable("A waiting step has no place in the new version.", step)
    if step in move.steps:
        raise NotMigratable("Two waiting steps would become one.", step)
    move.steps[step] = source
    for timer in move.definition.boundaries.get(step, ()):
        known = old.nodes.get(timer.id)
        if not isinstance(known, BoundaryTimer):
            move.timers[timer.id] = source


def _place_timer(move: Move, old_node: object, timer: str, source: str) -> None:
    node = move.definition.nodes.get(timer)
    if isinstance(node, BoundaryTimer) and isinstance(old_node, BoundaryTimer):
        if node.attached_to in move.steps:
            move.timers[timer] = source
    elif isinstance(node, CatchTimer) and timer not in move.timers:
        move.timers[timer] = source
    elif isinstance(old_node, CatchTimer):
        raise NotMigratable("A running wait has no place in the new version.", timer)


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
