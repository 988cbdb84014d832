"""One move of the engine: tokens run through the flowchart until all of them wait. Pure."""

from collections import deque
from collections.abc import Iterable

from protocols.definition import (
    BoundaryTimer,
    CallActivity,
    CatchTimer,
    Definition,
    End,
    Flow,
    Gateway,
    GatewayKind,
    Node,
    SendTask,
    UserTask,
)
from protocols.state import Doubled, Event, EventKind, State, Unsound

MAX_PASSES_PER_NODE = 20


class Move:
    """A working copy of a state; `settle` returns the new state with what happened."""

    def __init__(self, definition: Definition, state: State) -> None:
        self.definition = definition
        self.steps: dict[str, str] = dict(state.steps)
        self.timers: dict[str, str] = dict(state.timers)
        self.joins: dict[str, list[str]] = {join: list(f) for join, f in state.joins.items()}
        self.answers = dict(state.answers)
        self.ended = state.ended
        self.events: list[Event] = []
        self._tokens: deque[tuple[Flow, str]] = deque()
        self._last_source: dict[str, str] = {}
        self._last_end: tuple[str, str] = ("", "")
        self._passes = 0

    def report(self, kind: EventKind, element: str, source: str = "") -> None:
        """Add an event."""
        self.events.append(Event(kind, element, source))

    def follow(self, flow: Flow, *, source: str) -> None:
        """Send a token along a flow; it moves when the state settles."""
        self._tokens.append((flow, source))

    def follow_all(self, flows: Iterable[Flow], *, source: str) -> None:
        """Send a token along each of the flows."""
        for flow in flows:
            self.follow(flow, source=source)

    def close(self, step: str, kind: EventKind) -> None:
        """Take a waiting step away with its timers; its old answers no longer count."""
        source = self.steps.pop(step)
        self._forget(step)
        self.report(kind, step, source)
        for timer in self.definition.boundaries.get(step, ()):
            if self.timers.pop(timer.id, None) is not None:
                self.report(EventKind.TIMER_CANCELLED, timer.id, source)

    def is_open(self, elements: frozenset[str]) -> bool:
        """Return whether a token is anywhere in these elements."""
        waiting = self.steps.keys() | self.timers.keys() | self.joins.keys()
        return not elements.isdisjoint(waiting)

    def finish(self, *, element: str, source: str) -> None:
        """End the run: what still waits is cancelled."""
        for step in list(self.steps):
            self.close(step, EventKind.STEP_CANCELLED)
        for timer, came_from in self.timers.items():
            self.report(EventKind.TIMER_CANCELLED, timer, came_from)
        self.timers.clear()
        self.joins.clear()
        self.ended = True
        self.report(EventKind.RUN_ENDED, element, source)

    def settle(self) -> tuple[State, tuple[Event, ...]]:
        """Move all tokens until they wait, end the run if none is left on its main branch."""
        while not self.ended:
            while self._tokens:
                self._count_pass()
                self._arrive(*self._tokens.popleft())
            join = self._complete_inclusive_join()
            if join:
                self._leave(self.definition.nodes[join], self._last_source.get(join, ""))
            elif self._main_branch_is_over():
                element, source = self._last_end
                self.finish(element=element, source=source)
            else:
                break
        state = State(
            steps=self.steps,
            timers=self.timers,
            joins={join: tuple(flows) for join, flows in self.joins.items()},
            answers=self.answers,
            ended=self.ended,
        )
        return state, tuple(self.events)

    def _count_pass(self) -> None:
        self._passes += 1
        if self._passes > MAX_PASSES_PER_NODE * len(self.definition.nodes):
            raise Unsound("The flowchart turns in a circle in which nobody is waited for.")

    def _arrive(self, flow: Flow, source: str) -> None:
        node = self.definition.nodes[flow.target]
        if self.definition.is_join(node):
            self._arrive_at_join(node, flow, source)
        elif isinstance(node, UserTask):
            self._open(node, source)
        elif isinstance(node, CatchTimer):
            self._run_timer(node.id, source)
        elif isinstance(node, End):
            self.report(EventKind.BRANCH_ENDED, node.id, source)
            if node.id not in self.definition.side_elements:
                self._last_end = (node.id, source)
        else:
            self._leave(node, source)

    def _arrive_at_join(self, node: Node, flow: Flow, source: str) -> None:
        arrived = self.joins.setdefault(node.id, [])
        is_inclusive = isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE
        if flow.id in arrived and not is_inclusive:
            raise Doubled("A branch arrived twice before the others.", node.id)
        if flow.id not in arrived:
            arrived.append(flow.id)
        self._last_source[node.id] = source
        if not is_inclusive and len(arrived) == len(self.definition.incoming[node.id]):
            del self.joins[node.id]
            self._leave(node, source)

    def _open(self, step: UserTask, source: str) -> None:
        if step.id in self.steps:
            raise Doubled("A step that still waits would open a second time.", step.id)
        self._forget(step.id)
        self.steps[step.id] = source
        self.report(EventKind.STEP_OPENED, step.id, source)
        for timer in self.definition.boundaries.get(step.id, ()):
            self._run_timer(timer.id, source)

    def _run_timer(self, timer: str, source: str) -> None:
        if timer in self.timers:
            raise Doubled("A wait that still runs would start a second time.", timer)
        self.timers[timer] = source
        self.report(EventKind.TIMER_STARTED, timer, source)

    def _forget(self, step: str) -> None:
        task = self.definition.step(step)
        for item in task.fields if task else ():
            self.answers.pop(item.name, None)

    def _leave(self, node: Node, source: str) -> None:
        if isinstance(node, SendTask):
            self.report(EventKind.NOTICE_SENT, node.id, source)
        elif isinstance(node, CallActivity):
            self.report(EventKind.PROTOCOL_CALLED, node.id, source)
        flows = self.definition.outgoing[node.id]
        if isinstance(node, Gateway) and len(flows) > 1:
            flows = self._choose(node, flows)
        self.follow_all(flows, source=source)

    def _choose(self, split: Gateway, flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
        if split.kind is GatewayKind.PARALLEL:
            return flows
        true = tuple(
            flow
            for flow in flows
            if flow.id != split.default and flow.condition and flow.condition.holds(self.answers)
        )
        if not true:
            true = tuple(flow for flow in flows if flow.id == split.default)
        if not true:
            raise Unsound("No condition holds and there is no default flow.", split.id)
        return true if split.kind is GatewayKind.INCLUSIVE else true[:1]

    def _complete_inclusive_join(self) -> str:
        """Return an inclusive join that nothing on its way can reach any more, and empty it."""
        blocks = self.definition.inclusive_blocks
        for join in sorted(self.joins, key=lambda name: len(blocks.get(name, ()))):
            node = self.definition.nodes[join]
            is_inclusive = isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE
            if is_inclusive and not self.is_open(blocks.get(join, frozenset())):
                del self.joins[join]
                return join
        return ""

    def _main_branch_is_over(self) -> bool:
        side = self.definition.side_elements
        if self.joins.keys() - side or self.steps.keys() - side:
            return False
        nodes = self.definition.nodes
        return not any(
            timer not in side and not isinstance(nodes[timer], BoundaryTimer)
            for timer in self.timers
        )
