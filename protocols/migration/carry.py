"""Carries a waiting run over to another version of its flowchart. Pure."""

from collections.abc import Collection, Mapping

from protocols.definition import BoundaryTimer, CatchTimer, Definition, Flow, Gateway, GatewayKind
from protocols.elements import UserTask
from protocols.graph import reach
from protocols.moves import Move
from protocols.state import Event, EventKind, NotMigratable, NotWaiting, State

Arrivals = Mapping[str, Collection[str]]


def migrate(
    old: Definition,
    new: Definition,
    state: State,
    mapping: Mapping[str, str] | None = None,
    opening: Collection[str] = (),
) -> tuple[State, tuple[Event, ...]]:
    """Move a waiting run to another version; elements keep their id unless `mapping` renames them.

    Running timers go on (the caller keeps their dates), timers that only the new version has start
    anew. The steps of `opening` open where a join would otherwise wait for their branch for ever.
    Raises NotMigratable for a step, wait or join that has no place, or two that share one; Unsound
    when the run would double or turn in a circle at once.
    """
    if state.ended:
        raise NotWaiting("The run has already ended.")
    carrying = _Carrying(old, new, mapping or {})
    carrying.move.report(EventKind.RUN_MIGRATED, new.start.id)
    for step, source in state.steps.items():
        carrying.place(step, source)
    for timer, source in state.timers.items():
        carrying.place_timer(timer, source)
    carrying.start_timers()
    arrived = {join: flows for join, flows in state.joins.items() if carrying.names(join)}
    carrying.arrive(arrived)
    carrying.open(opening)
    carrying.move.answers.update(
        {
            name: answer
            for name, answer in state.answers.items()
            if name in new.fields and new.fields[name].admits(answer)
        }
    )
    return carrying.move.settle()


def unfed(definition: Definition, waiting: Collection[str], arrived: Arrivals) -> dict[str, Flow]:
    """Return the arrows into joins over which no token can come any more though others can.

    By the arrow's id. `waiting` are the elements where tokens wait, `arrived` the arrows over which
    tokens have come to each join: a parallel join with such an arrow waits for ever.
    """
    found: dict[str, Flow] = {}
    for join in definition.nodes.values():
        if not (
            isinstance(join, Gateway)
            and join.kind is GatewayKind.PARALLEL
            and definition.is_join(join)
        ):
            continue
        tokens = [name for name in (*waiting, *arrived) if name != join.id]
        near = reach(definition.main_successors, tokens, without=join.id)
        come = {
            flow.id
            for flow in definition.incoming[join.id]
            if flow.source in near or flow.id in arrived.get(join.id, ())
        }
        if come:
            found |= {f.id: f for f in definition.incoming[join.id] if f.id not in come}
    return found


class _Carrying:
    """The new version being filled with what waits in the old one."""

    def __init__(self, old: Definition, new: Definition, mapping: Mapping[str, str]) -> None:
        self.old, self.new = old, new
        self.mapping = mapping
        self.move = Move(new, State())
        self.arrived: dict[str, list[str]] = {}
        self.entering: set[str] = set()
        self._carried: dict[str, str] = {}

    def names(self, element: str) -> str:
        """Return what an element of the old version is called in the new one."""
        return self.mapping.get(element, element)

    def place(self, step: str, source: str) -> None:
        name = self.names(step)
        if self.new.step(name) is None:
            raise NotMigratable("A waiting step has no place in the new version.", step)
        if name in self.move.steps:
            raise NotMigratable("Two waiting steps would become one.", step)
        self.move.steps[name] = source
        self._carried[name] = step

    def place_timer(self, timer: str, source: str) -> None:
        """A timer whose step has it no more is dropped; a wait needs a place, a step will do."""
        name = self.names(timer)
        node, before = self.new.nodes.get(name), self.old.nodes[timer]
        if isinstance(before, CatchTimer) and isinstance(node, UserTask):
            self.move.report(EventKind.TIMER_CANCELLED, timer, source)
            self._enter(name, source)
        elif isinstance(before, CatchTimer):
            if not isinstance(node, CatchTimer):
                raise NotMigratable("A running wait has no place in the new version.", timer)
            if name in self.move.timers:
                raise NotMigratable("Two running waits would become one.", timer)
            self.move.timers[name] = source
        elif isinstance(node, BoundaryTimer) and node.attached_to in self.move.steps:
            self.move.timers[name] = source
        else:
            self.move.report(EventKind.TIMER_CANCELLED, timer, source)

    def start_timers(self) -> None:
        """Start the timers that the steps did not have before; one that went off stays silent."""
        for name, step in self._carried.items():
            known = {self.names(timer.id) for timer in self.old.boundaries.get(step, ())}
            for timer in self.new.boundaries.get(name, ()):
                if timer.id not in known and timer.id not in self.move.timers:
                    self.move.timers[timer.id] = self.move.steps[name]
                    self.move.report(EventKind.TIMER_STARTED, timer.id, self.move.steps[name])

    def arrive(self, joins: Arrivals) -> None:
        """Let what has arrived at a join arrive again; a branch that is gone is not waited for."""
        for join, flows in joins.items():
            node = self.new.nodes.get(self.names(join))
            if node is None or not self.new.is_join(node):
                raise NotMigratable("Arrived branches have no place in the new version.", join)
            come = [same for flow in flows if (same := self._same(flow, node.id))]
            if isinstance(node, Gateway) and node.kind is GatewayKind.INCLUSIVE and not come:
                come = [self.new.incoming[node.id][0].id]
            self.arrived[node.id] = list(dict.fromkeys(come))
            for flow in self.arrived[node.id]:
                self.move.follow(self.new.flows[flow], source="")

    def open(self, opening: Collection[str]) -> None:
        """Open each of these steps if a join would wait for its branch in vain."""
        for step in opening:
            waiting = {*self.move.steps, *self.move.timers, *self.entering}
            if step in waiting or self.new.step(step) is None:
                continue
            for flow in unfed(self.new, waiting, self.arrived).values():
                if flow.source in reach(self.new.main_successors, [step], without=flow.target):
                    self._enter(step, "")
                    break

    def _enter(self, step: str, source: str) -> None:
        if step in self.move.steps or step in self.entering:
            raise NotMigratable("Two waiting steps would become one.", step)
        flows = self.new.incoming[step]
        if not flows:
            raise NotMigratable("Nothing leads to this step.", step)
        self.entering.add(step)
        self.move.follow(flows[0], source=source)

    def _same(self, flow_id: str, join: str) -> str:
        """Return the arrow into the join that stands for this one of the old version, "" if none.

        The arrow itself, or the one from the same element, or the one at the end of the branch that
        the element is in now.
        """
        incoming = self.new.incoming[join]
        if any(flow.id == flow_id for flow in incoming):
            return flow_id
        source = self.names(self.old.flows[flow_id].source)
        if source not in self.new.nodes:
            return ""
        near = reach(self.new.main_successors, [source], without=join)
        own = [flow.id for flow in incoming if flow.source == source]
        later = [flow.id for flow in incoming if flow.source in near]
        return next(iter(own or later), "")
